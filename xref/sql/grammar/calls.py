"""Function calls (manual, 4.2.7 and 4.2.8): arguments, aggregates' clauses, windows."""

from __future__ import annotations

from sqlglot import exp

from xref.sql.grammar.cursor import WINDOWING_ERROR
from xref.sql.grammar.primary import Primary
from xref.sql.tokens import STRING
from xref.sql.words import FUNCTION_NAME, NAME

_FRAMES = frozenset({"RANGE", "ROWS", "GROUPS"})
_NOT_A_BASE = _FRAMES | {"PARTITION"}


class Calls(Primary):
    """Ordinary calls, and windows."""

    __slots__ = ()

    def order(self) -> exp.Order | None:
        """``ORDER BY ...``, if it follows."""
        raise NotImplementedError

    def call_node(self, parts: list[exp.Identifier], arguments: list[exp.Expr]) -> exp.Anonymous:
        """The node for a call of the name ``parts``; its end is the last token taken."""
        node = exp.Anonymous(this=parts[-1], expressions=arguments)
        for key, part in zip(("db", "catalog"), reversed(parts[:-1]), strict=False):
            node.set(key, part)
        start = parts[0].meta["start"]
        return self.place(node, start, start, start)

    def catalog_call(self, name: str, arguments: list[exp.Expr], start: int, op: int) -> exp.Anonymous:
        """The call in pg_catalog that PostgreSQL makes of a special syntax."""
        node = exp.Anonymous(
            this=exp.Identifier(this=name, quoted=False),
            db=exp.Identifier(this="pg_catalog", quoted=False),
            expressions=arguments,
        )
        at = min(op, arguments[0].meta["at"]) if arguments else op
        self.place(node, start, at, op)
        node.this._meta = {"start": op, "end": op, "at": op}
        node.args["db"]._meta = {"start": op, "end": op, "at": op}
        node.meta["keyword"] = True
        return node

    def keyword_call(self, first: int, arguments: list[exp.Expr]) -> exp.Anonymous:
        """The call of a function that the grammar itself knows, named by token ``first``."""
        name = exp.Identifier(this=self.values[first], quoted=False)
        start = self.starts[first]
        name._meta = {"start": start, "end": self.ends[first] - 1, "at": start}
        node = self.place(exp.Anonymous(this=name, expressions=arguments), start, start, start)
        node.meta["keyword"] = True
        return node

    def called(self, parts: list[exp.Identifier]) -> exp.Expr:
        """A call whose name was read and whose parenthesis stands here, or a literal of a type with modifiers."""
        call = self.application(parts)
        if self.keys[self.i] == STRING and self._may_be_modifiers(call):
            first = self.i - 1
            while self.starts[first] > call.meta["start"]:
                first -= 1
            return self.literal_of_type(first)
        return self.call_clauses(call)

    @staticmethod
    def _may_be_modifiers(call: exp.Anonymous) -> bool:
        if call.args.get("distinct") or call.args.get("quantifier") or call.args.get("order") or not call.expressions:
            return False
        return not any(isinstance(argument, exp.Star | exp.Variadic) for argument in call.expressions)

    def application(self, parts: list[exp.Identifier]) -> exp.Anonymous:
        """``func_application``: the name was read, its parenthesis stands here."""
        keys = self.keys
        self.i += 1
        key = keys[self.i]
        if key == ")":
            self.i += 1
            return self.call_node(parts, [])
        if key == "*":
            arguments: list[exp.Expr] = [self.star()]
            self.expect(")")
            return self.call_node(parts, arguments)
        quantifier = key if key in ("DISTINCT", "ALL") else None
        if quantifier:
            self.i += 1
        arguments = self._arguments(variadic=quantifier is None)
        order = self.order()
        self.expect(")")
        node = self.call_node(parts, arguments)
        if quantifier == "DISTINCT":
            node.set("distinct", True)
        elif quantifier:
            node.set("quantifier", quantifier)
        if order is not None:
            node.set("order", order)
        return node

    def _arguments(self, *, variadic: bool) -> list[exp.Expr]:
        arguments: list[exp.Expr] = []
        while True:
            i = self.i
            if variadic and self.keys[i] == "VARIADIC":
                self.i += 1
                arguments.append(self.place(exp.Variadic(this=self.argument()), self.starts[i]))
                return arguments
            arguments.append(self.argument())
            if not self.accept(","):
                return arguments

    def argument(self) -> exp.Expr:
        """``func_arg_expr``: perhaps with its parameter's name."""
        i = self.i
        if self.keys[i + 1] in ("=>", ":=") and self.keys[i] in FUNCTION_NAME:
            name = self.identifier()
            self.i += 1
            return self.place(exp.Kwarg(this=name, expression=self.expression()), self.starts[i])
        return self.expression()

    def call_clauses(self, call: exp.Expr) -> exp.Expr:
        """WITHIN GROUP, FILTER and OVER after a call."""
        key = self.keys[self.i]
        if key != "WITHIN" and key != "FILTER" and key != "OVER":
            return call
        start, at = call.meta["start"], call.meta["at"]
        if key == "WITHIN":
            call = self._within_group(call)
        return self.filter_and_over(call, start, at)

    def filter_and_over(self, call: exp.Expr, start: int, at: int) -> exp.Expr:
        """FILTER and OVER after a call."""
        if self.accept("FILTER"):
            self.expect("(")
            where = self.i
            self.expect("WHERE")
            condition = self.place(exp.Where(this=self.expression()), self.starts[where])
            self.expect(")")
            call = self.place(exp.Filter(this=call, expression=condition), start, at)
        if self.keys[self.i] == "OVER":
            call = self._over(call, start, at)
        return call

    def _within_group(self, call: exp.Expr) -> exp.Expr:
        start, at = call.meta["start"], call.meta["at"]
        group = self.i
        self.expect("WITHIN", "GROUP", "(")
        if self.keys[self.i] != "ORDER":
            self.refuse()
        order = self.order()
        self.expect(")")
        if call.args.get("order"):
            self.refuse("cannot use multiple ORDER BY clauses with WITHIN GROUP", group)
        if call.args.get("distinct"):
            self.refuse("cannot use DISTINCT with WITHIN GROUP", group)
        if any(isinstance(argument, exp.Variadic) for argument in call.expressions):
            self.refuse("cannot use VARIADIC with WITHIN GROUP", group)
        return self.place(exp.WithinGroup(this=call, expression=order), start, at)

    def _over(self, call: exp.Expr, start: int, at: int) -> exp.Expr:
        self.i += 1
        if self.keys[self.i] != "(":
            op = self.starts[self.i]
            return self.place(exp.Window(this=call, alias=self.name(), named=True), start, at, op)
        op = self.starts[self.i]
        return self.place(self.window_specification(call), start, at, op)

    def window_specification(self, this: exp.Expr) -> exp.Window:
        """``(base PARTITION BY .. ORDER BY .. frame)`` of ``this``, a call or the window's name; the caller places it."""
        self.expect("(")
        node = exp.Window(this=this)
        key = self.keys[self.i]
        if key == NAME or (key not in _NOT_A_BASE and key != "ORDER" and key != ")"):
            node.set("alias", self.name())
        if self.accept_partition():
            node.set("partition_by", self.expressions())
        order = self.order()
        if order is not None:
            node.set("order", order)
        if self.keys[self.i] in _FRAMES:
            node.set("spec", self._frame())
        self.expect(")")
        return node

    def accept_partition(self) -> bool:
        """Takes PARTITION BY."""
        if not self.accept("PARTITION"):
            return False
        self.expect("BY")
        return True

    def _frame(self) -> exp.WindowSpec:
        first = self.i
        self.i += 1
        node = exp.WindowSpec(kind=self.keys[first])
        if self.accept("BETWEEN"):
            start = self._bound(node, "start")
            self.expect("AND")
            self._check_between(node, start, self._bound(node, "end"))
        else:
            self._check_start(node, self._bound(node, "start"))
        if self.accept("EXCLUDE"):
            exclusion = self.expect_one("CURRENT", "GROUP", "TIES", "NO")
            if exclusion == "CURRENT":
                self.expect("ROW")
            elif exclusion == "NO":
                self.expect("OTHERS")
            node.set("exclude", exp.Var(this={"CURRENT": "CURRENT ROW", "NO": "NO OTHERS"}.get(exclusion, exclusion)))
        return self.place(node, self.starts[first])

    def _bound(self, node: exp.WindowSpec, side: str) -> int:
        """One end of a frame, set in ``node``; the index of its first token."""
        first = self.i
        if self.keys[first] == "UNBOUNDED" and self.keys[first + 1] in ("PRECEDING", "FOLLOWING"):
            self.i += 1
            value: str | exp.Expr = "UNBOUNDED"
        elif self.accept_all("CURRENT", "ROW"):
            node.set(side, "CURRENT ROW")
            return first
        else:
            value = self.expression()
        node.set(side, value)
        node.set(f"{side}_side", self.expect_one("PRECEDING", "FOLLOWING"))
        return first

    def _check_start(self, node: exp.WindowSpec, start: int) -> None:
        """What no frame without an end can begin with."""
        if node.args.get("start_side") == "FOLLOWING":
            unbounded = node.args["start"] == "UNBOUNDED"
            says = (
                "start cannot be UNBOUNDED FOLLOWING"
                if unbounded
                else "starting from following row cannot end with current row"
            )
            self.refuse(f"frame {says}", start, WINDOWING_ERROR)

    def _check_between(self, node: exp.WindowSpec, start: int, end: int) -> None:
        """What no frame can begin and end with."""
        first, last = node.args.get("start_side"), node.args.get("end_side")
        if first == "FOLLOWING" and node.args["start"] == "UNBOUNDED":
            self.refuse("frame start cannot be UNBOUNDED FOLLOWING", start, WINDOWING_ERROR)
        if last == "PRECEDING" and node.args["end"] == "UNBOUNDED":
            self.refuse("frame end cannot be UNBOUNDED PRECEDING", end, WINDOWING_ERROR)
        if first is None and last == "PRECEDING":
            self.refuse("frame starting from current row cannot have preceding rows", end, WINDOWING_ERROR)
        if first == "FOLLOWING" and last != "FOLLOWING":
            self.refuse("frame starting from following row cannot have preceding rows", end, WINDOWING_ERROR)
