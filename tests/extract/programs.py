"""Random JavaScript functions that put SQL together, for comparing what is read from them with what they send."""

from __future__ import annotations

from random import Random

VALUES = "[undefined, null, '', 'k', 'm', 'n', 'other']"
"""What the arguments a, b and c of a function may be; all that its conditions can tell apart."""

HEAD = "const T = { k: 'tk', n: 'tn' };\n"


class Program:
    """One function, written from a random source. Texts are numbered words, so that each piece can be told from any other."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.words = 0
        self.constants: list[str] = []

    def function(self, name: str) -> str:
        """The function's text; it calls ``db.query(text, values)`` at least once on some way."""
        body = "\n  ".join(self.statement() for _ in range(self.random.randint(2, 6)))
        start = "let sql = 'SELECT 1 '; let i = 1; const xs = []; const params = [];"
        return (
            f"async function {name}(db, a, b, c) {{\n  {start}\n  {body}\n  return db.query(sql + {self.text()}, params);\n}}\n"
        )

    def word(self) -> str:
        """A word that stands nowhere else."""
        self.words += 1
        return f"w{self.words}"

    def condition(self, depth: int = 0) -> str:
        """A test of the arguments or of what was put together so far."""
        name = self.random.choice("abc")
        plain = [
            name,
            f"!{name}",
            f"!!{name}",
            f"{name} === 'k'",
            f"'m' !== {name}",
            f"{name} !== undefined",
            f"{name} == null",
        ]
        known = ["xs.length", "xs.length === 0", f"typeof {name} === 'undefined'"]
        if depth < 2 and self.random.random() < 0.2:
            return f"({self.condition(depth + 1)} {self.random.choice(['&&', '||'])} {self.condition(depth + 1)})"
        return self.random.choice(plain * 2 + known)

    def text(self, depth: int = 0) -> str:
        """An expression that is a text."""
        word = self.word()
        leaves = [
            f"' {word}'",
            "''",
            "xs.join(', ')",
            "('$' + params.length)",
            "`$${i++}`",
            "`$${i + 1}`",
            "`$${params.push(a)}`",
        ]
        if depth > 2 or self.random.random() < 0.6:
            return self.random.choice([leaves[0], *leaves, *self.constants[-1:]])
        one, other = self.text(depth + 1), self.text(depth + 1)
        made = [f"` {word} ${{{one}}}`", f"({self.condition()} ? {one} : {other})", f"{one} + {other}", f"(T[a] ?? {one})"]
        return self.random.choice(made)

    def statement(self, depth: int = 0) -> str:
        """A statement that changes what is put together, or sends it."""
        if depth < 3 and self.random.random() < 0.35:
            return self.branching(depth + 1)
        changes = ["sql += {};", "sql += {};", "sql = 'SELECT ' + {};", "xs.push({});", f"{self.condition()} && xs.push({{}});"]
        counts = ["params.push(b);", "i += 2;"]
        chosen = self.random.choice(changes * 2 + counts)
        if depth == 0 and self.random.random() < 0.1:
            name, text = f"q{self.word()}", self.text(2)
            self.constants.append(name)
            return f"const {name} = {text};"
        return chosen.replace("{}", self.text())

    def branching(self, depth: int) -> str:
        """An if, a switch, a try or an early end."""
        kind = self.random.random()
        if kind < 0.6:
            otherwise = f" else {{ {self.block(depth)} }}" if self.random.random() < 0.5 else ""
            return f"if ({self.condition()}) {{ {self.block(depth)} }}{otherwise}"
        if kind < 0.8:
            return f"if ({self.condition()}) return {self.random.choice(['null', 'db.query(sql, params)'])};"
        if kind < 0.9:
            end = self.random.choice(["break;", ""])
            cases = f"case 'k': {self.block(depth)} break; case 'm': {self.block(depth)} {end}"
            return f"switch (a) {{ {cases} default: {self.block(depth)} }}"
        return f"try {{ {self.block(depth)} }} finally {{ i += 1; }}"

    def block(self, depth: int) -> str:
        """A few statements."""
        return " ".join(self.statement(depth) for _ in range(self.random.randint(1, 3)))
