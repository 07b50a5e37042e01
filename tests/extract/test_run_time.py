"""What the code really sends, run by Node, against what was read from its text."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from tests.extract.reading import IDIOMS, load, statements

SENT = """
const { functions, cases } = await import(process.argv[1]);
const product = (lists) => lists.reduce((done, list) => done.flatMap((head) => list.map((each) => [...head, each])), [[]]);
const sent = {};
for (const [name, run] of Object.entries(functions)) {
  sent[name] = [];
  const db = { query: async (text, values = []) => void sent[name].push([text, values.length]) };
  for (const given of product(cases[name])) await run(db, ...given);
}
console.log(JSON.stringify(sent));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_every_text_that_is_sent_is_read_and_no_other() -> None:
    module = IDIOMS / "run-time" / "calls.mjs"
    command = ["node", "--input-type=module", "-e", SENT, module.as_uri()]
    sent = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    read: dict[str, set[tuple[str, int | None]]] = {name: set() for name in sent}
    for statement in statements(*load(module.parent)):
        assert statement.function is not None
        read[statement.function] |= {(variant.text, variant.parameters) for variant in statement.variants}
    for name, calls in sent.items():
        assert read[name] == {(text, count) for text, count in calls}, name
