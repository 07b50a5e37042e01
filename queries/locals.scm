; Where names get their values: what a function declares, and what it assigns anew.

(variable_declarator
  name: (identifier) @local.definition)

(assignment_expression
  left: (_) @local.assignment)

(augmented_assignment_expression
  left: (_) @local.augmentation)

(update_expression
  argument: (_) @local.assignment)

; What else a name's value may hang on: patterns and loops that bind it, calls of it, calls that it is handed to.

(variable_declarator
  name: [(object_pattern) (array_pattern)] @local.pattern)

(for_in_statement
  left: (_) @local.pattern)

(required_parameter
  value: (_)) @local.parameter

(optional_parameter
  value: (_)) @local.parameter

(call_expression
  function: (identifier) @local.called)

(call_expression
  arguments: (arguments (identifier) @local.handed))
