"""Random statements: queries with WITH before them, INSERT, UPDATE, DELETE and MERGE."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.support.statements.facts import Column, Facts, Table
from tests.support.statements.queries import Queries
from tests.support.statements.scope import Scope, Source

if TYPE_CHECKING:
    from random import Random

_DEPTH = 3


def numbered_anew(text: str) -> str:
    """The statement with its parameters numbered from 1 without a gap, in the order in which they come."""
    numbers: dict[str, int] = {}
    return re.sub(r"\$(\d+)", lambda match: f"${numbers.setdefault(match[1], len(numbers) + 1)}", text)


class Statements:
    """Writes one statement."""

    def __init__(self, random: Random, facts: Facts) -> None:
        self.random = random
        self.queries = Queries(random, facts)
        self.make = self.queries.expressions
        self.writable = [table for table in facts.tables if table.writable]

    def statement(self) -> str:
        """A statement, mostly a valid one."""
        depth = self.random.choice((0, 1, 1, 2, 2, _DEPTH))
        prefix = self._with(depth) if self.queries.chance(0.15) else ""
        kind = self.random.choices((self._query, self.insert, self.update, self.delete, self.merge), (60, 14, 12, 7, 5))[0]
        return numbered_anew(prefix + kind(depth))

    def _query(self, depth: int) -> str:
        return self.queries.query(None, None, depth)

    def _with(self, depth: int) -> str:
        name, columns = f"cte_{self.queries.alias()}", [self.make.any_type() for _ in range(self.random.randint(1, 3))]
        names = [self.queries.alias() for _ in columns]
        known = Table(name, tuple(map(Column, names, columns)), False)
        shape = self.random.random()
        if shape < 0.25:
            first = self.queries.select(columns, None, 0)
            again = ", ".join(f"r.{one}" for one in names)
            text = f"WITH RECURSIVE {name}({', '.join(names)}) AS (({first}) UNION ALL SELECT {again} FROM {name} AS r) "
        elif shape < 0.45:
            write = self.random.choice((self.insert, self.update, self.delete))
            text = f"WITH {name} AS ({write(0)}) "
            self.queries.tables.clear()
            return text
        else:
            materialized = self.random.choice(("", "", "MATERIALIZED ", "NOT MATERIALIZED "))
            text = f"WITH {name} AS {materialized}({self.queries.select(columns, None, max(depth - 1, 0), names)}) "
        self.queries.tables.append(known)
        return text

    def insert(self, depth: int) -> str:
        """INSERT with values, a query or defaults; ON CONFLICT; RETURNING."""
        table = self.random.choice(self.writable)
        columns = self._written(table)
        if self.queries.chance(0.06):
            return f"INSERT INTO {table.name} DEFAULT VALUES{self._returning(table, table.name)}"
        if self.queries.chance(0.3):
            rows = self.queries.select([one.type for one in columns], None, depth)
        else:
            rows = f"VALUES ({'), ('.join(self._row(columns, depth) for _ in range(self.random.choice((1, 1, 1, 2))))})"
        listed = f" ({', '.join(one.name for one in columns)})"
        return f"INSERT INTO {table.name}{listed} {rows}{self._on_conflict(table)}{self._returning(table, table.name)}"

    def _written(self, table: Table) -> list[Column]:
        free = [one for one in table.columns if not one.computed]
        chosen = self.random.sample(free, self.random.randint(1, len(free)))
        return [one for one in free if one in chosen or one.required]

    def _row(self, columns: list[Column], depth: int) -> str:
        return ", ".join(self._assigned(one, Scope(), depth) for one in columns)

    def _assigned(self, column: Column, scope: Scope, depth: int) -> str:
        if self.queries.chance(0.06):
            return "DEFAULT"
        return self.make.leaf(column.type, scope) if self.queries.chance(0.6) else self.make.value(column.type, scope, depth)

    def _on_conflict(self, table: Table) -> str:
        if not self.queries.chance(0.25):
            return ""
        targets = {
            "items": ("(order_id, line)", "(sku, line)", "(line, order_id)", "ON CONSTRAINT items_pkey", "(sku)"),
            "people": ("(id)", "(lower(email))", "(full_name) WHERE deleted_at IS NULL", "(full_name)"),
            "orders": ("(id)", "(code)"),
        }
        target = self.random.choice((*targets.get(table.name, ("(id)",)), ""))
        if not target or self.queries.chance(0.4):
            return f" ON CONFLICT {target} DO NOTHING".replace("  ", " ")
        scope = self._target_scope(table, table.name)
        scope.sources.append(Source("excluded", scope.sources[0].columns))
        where = f" WHERE {self.make.value('boolean', scope, 1)}" if self.queries.chance(0.3) else ""
        return f" ON CONFLICT {target} DO UPDATE SET {self._assignments(table, scope, 1)}{where}"

    def _target_scope(self, table: Table, alias: str) -> Scope:
        name = alias.rpartition(".")[2]
        return Scope([Source(name, tuple((one.name, one.type) for one in table.columns), table.name)])

    def _assignments(self, table: Table, scope: Scope, depth: int) -> str:
        free = [one for one in table.columns if not one.computed]
        chosen = self.random.sample(free, min(len(free), self.random.randint(1, 3)))
        if len(chosen) > 1 and self.queries.chance(0.2):
            names = ", ".join(one.name for one in chosen)
            if self.queries.chance(0.4):
                return f"({names}) = ({self.queries.select([one.type for one in chosen], scope, 0)})"
            return f"({names}) = ROW ({', '.join(self._assigned(one, scope, depth) for one in chosen)})"
        return ", ".join(f"{one.name} = {self._assigned(one, scope, depth)}" for one in chosen)

    def _returning(self, table: Table, alias: str, scope: Scope | None = None) -> str:
        if not self.queries.chance(0.35):
            return ""
        if self.queries.chance(0.3):
            return " RETURNING *"
        if self.queries.chance(0.1):
            return f" RETURNING old.{table.columns[0].name}, new.{table.columns[-1].name}"
        inside = scope or self._target_scope(table, alias)
        return f" RETURNING {', '.join(self.make.value(self.make.any_type(), inside, 1) for _ in range(2))}"

    def update(self, depth: int) -> str:
        """UPDATE with FROM, a row on the left, a subquery."""
        table, alias = self.random.choice(self.writable), self.queries.alias()
        scope = self._target_scope(table, alias)
        from_ = f" FROM {self._other_item(scope, depth)}" if self.queries.chance(0.3) else ""
        where = f" WHERE {self.make.value('boolean', scope, depth)}" if self.queries.chance(0.8) else ""
        assigned = self._assignments(table, scope, depth)
        return f"UPDATE {table.name} AS {alias} SET {assigned}{from_}{where}{self._returning(table, alias, scope)}"

    def _other_item(self, scope: Scope, depth: int) -> str:
        """An item beside the target, which it can't use."""
        other = Scope()
        text = self.queries.item(other, min(depth, 1))
        scope.sources += other.sources
        return text

    def delete(self, depth: int) -> str:
        """DELETE with USING."""
        table, alias = self.random.choice(self.writable), self.queries.alias()
        scope = self._target_scope(table, alias)
        using = f" USING {self._other_item(scope, depth)}" if self.queries.chance(0.3) else ""
        where = f" WHERE {self.make.value('boolean', scope, depth)}" if self.queries.chance(0.8) else ""
        return f"DELETE FROM {table.name} AS {alias}{using}{where}{self._returning(table, alias, scope)}"

    def merge(self, depth: int) -> str:
        """MERGE with its kinds of WHEN."""
        table, alias = self.random.choice(self.writable), self.queries.alias()
        target = self._target_scope(table, alias)
        source = Scope()
        item = self.queries.item(source, min(depth, 1))
        both = Scope(target.sources + source.sources)
        whens = []
        for _ in range(self.random.randint(1, 2)):
            shape = self.random.randint(0, 3)
            if shape == 0:
                whens.append(f"WHEN MATCHED THEN UPDATE SET {self._assignments(table, both, 1)}")
            elif shape == 1:
                whens.append(f"WHEN MATCHED AND {self.make.value('boolean', both, 1)} THEN DELETE")
            elif shape == 2:
                columns = self._written(table)
                values = ", ".join(self._assigned(one, source, 1) for one in columns)
                names = ", ".join(one.name for one in columns)
                whens.append(f"WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({values})")
            else:
                whens.append(f"WHEN NOT MATCHED BY SOURCE THEN UPDATE SET {self._assignments(table, target, 1)}")
        condition = self.make.value("boolean", both, 1)
        returning = self._returning(table, alias, both)
        return f"MERGE INTO {table.name} AS {alias} USING {item} ON {condition} {' '.join(whens)}{returning}"
