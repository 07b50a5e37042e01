; Templates with a tag: sql`...`, sql.type(row)`...`, this.sql`...`

(call_expression
  function: (_) @injection.tag
  arguments: (template_string) @injection.content) @reference.call
