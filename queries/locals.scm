; Where names get their values: what a function declares, and what it assigns anew.

(variable_declarator
  name: (identifier) @local.definition)

(assignment_expression
  left: (_) @local.assignment)

(augmented_assignment_expression
  left: (_) @local.augmentation)

(update_expression
  argument: (_) @local.assignment)
