"""The evidence: claims beside a sealed pack of documents, judged from the text alone and then again with the pack."""

from kit.widgets.base import TaskWidget, script, style


class Evidence(TaskWidget):
    """A task of kind `verdicts`. See `TaskWidget` for its callbacks and traits.

    `view["opened"]` lists the documents that were opened. It follows what is kept, so that a page that is loaded
    again while the kernel lives shows them as opened. Where `view["open"]` is set, for the author of a case, the pack
    is open from the beginning, and nobody is asked what the text alone tells.
    """

    _esm = script("evidence")
    _css = style("evidence")

    def _keep(self, op: dict) -> None:
        super()._keep(op)
        opened = self.view.get("opened", [])
        in_pack = {document["id"] for document in self.view.get("documents", [])}
        kept = op["op_id"] in self.saved["ops"] and op.get("what") == "opened"
        if kept and op["id"] in in_pack and op["id"] not in opened:
            self.view = {**self.view, "opened": [*opened, op["id"]]}
