"""Every kind of task from the browser's operation to the feedback, on the kit's own content."""

import itertools

import pytest

import kit
from kit.answers import first_checked, last_checked
from kit.authoring import check_case
from kit.tasks import Exercise

OPS = itertools.count()


def send(exercise: Exercise, id: str, **value) -> str:
    """One answer as a browser sends it; returns the problem that is told, if any."""
    operation = {"op": "put", "op_id": f"o{next(OPS)}", "id": id, "digest": exercise.case.article.digest}
    return exercise.receive(operation | {"value": {"id": id, **value}})[1]["problem"]


def words_of(exercise: Exercise, item: int) -> list[int]:
    """The numbers of the words of an item of a deck."""
    sentences = exercise.view()["items"][item]["text"]
    return [number for s in sentences for number, _ in s["pieces"] if number is not None]


# ---- decks


def test_a_card_is_explained_when_it_is_checked_and_no_other():
    """One question at a time: what was not checked yet stays closed."""
    deck = kit.task("decks/credited")
    first, second = (item["id"] for item in deck.view()["items"][:2])
    for id in (first, second):
        assert not send(deck, id, type="choice", item=id, option="yes", confidence=80)
    told = deck.check(first)
    assert [note["annotation"] for note in told["notes"]] == [first] and "1 of 1" in told["summary"]
    assert [note["annotation"] for note in deck.check(second)["notes"]] == [first, second]


def test_a_card_that_was_changed_since_waits_for_its_own_check():
    """Checking another one does not tell whether the change was right."""
    deck = kit.task("decks/credited")
    first, second = (item["id"] for item in deck.view()["items"][:2])
    send(deck, first, type="choice", item=first, option="yes")
    deck.check(first)
    send(deck, first, type="choice", item=first, option="no")
    send(deck, second, type="choice", item=second, option="yes")
    assert [note["annotation"] for note in deck.check(second)["notes"]] == [second]
    assert len(deck.check()["notes"]) == 2
    ops = deck.sheet.operations
    assert first_checked(ops)[first]["option"] == "yes" and last_checked(ops)[first]["option"] == "no"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("decks/credited", {"type": "choice", "option": "perhaps"}),
        ("decks/credited", {"type": "choice", "item": "i99", "option": "yes"}),
        ("decks/knows", {"type": "spans", "tokens": [[0, 99999]]}),
        ("decks/knows", {"type": "spans", "tokens": "all"}),
        ("decks/knows", {"type": "text", "text": "because"}),
    ],
    ids=["no such option", "no such item", "outside the text", "no numbers", "another kind"],
)
def test_an_answer_that_makes_no_sense_is_told_and_changes_nothing(name, value):
    """It is acknowledged, or the browser would send it for ever."""
    deck = kit.task(name)
    id = deck.view()["items"][0]["id"]
    assert send(deck, id, **{"item": id, **value}) and not deck.layer.annotations


def test_words_of_one_card_do_not_answer_another():
    """A highlight belongs to the text of its own item."""
    deck = kit.task("decks/knows")
    first, second = deck.view()["items"][:2]
    other = words_of(deck, 1)
    assert send(deck, first["id"], type="spans", item=first["id"], tokens=[[other[0], other[1]]])
    assert not send(deck, second["id"], type="spans", item=second["id"], tokens=[[other[0], other[1]]])
    drawn = deck.drawn()[0]
    assert drawn["tokens"] == [[other[0], other[1]]] and drawn["none"] is False
    assert deck.progress() == (1, len(deck.view()["items"])) and "“" in str(deck.static()["text/plain"])


# ---- chains


def test_a_chain_is_told_from_the_readers_end():
    """What is missing, what is too much, and how many origins there are."""
    task = kit.task("bridge/chain-2")
    key = {c.claim: c for c in task.case.key.layer.annotations if type(c).__name__ == "Chain"}
    long = next(c for c in task.task.claims if len(key[c].voices) == 2)
    straight = next(c for c in task.task.claims if len(key[c].voices) == 1)
    send(task, long, type="chain", claim=long, voices=[key[long].voices[0]])
    other = next(v for v in task.case.voice_names if v not in key[straight].voices and v != "paper")
    send(task, straight, type="chain", claim=straight, voices=[*key[straight].voices, other])
    send(task, "origins", type="choice", item="origins", option="1")
    notes = {note["annotation"]: note for note in task.check()["notes"]}
    assert notes[long]["tone"] == "half" and key[long].why in notes[long]["text"]
    assert notes[straight]["tone"] == "half" and notes["origins"]["tone"] == "wrong"
    blank = [n for n in notes.values() if n["tone"] == "blank"]
    assert blank and not any(key[n["annotation"]].why in n["text"] for n in blank)
    assert "followed none of" in task.check()["summary"] and "lengthened 1 of" in task.check()["summary"]


@pytest.mark.parametrize("voices", [["nobody"], ["paper"], ["council", "council"], "council"])
def test_a_chain_of_voices_that_are_not_there_is_refused(voices):
    """Unknown ones, the publisher, one twice."""
    task = kit.task("bridge/chain-2")
    claim = task.task.claims[0]
    assert send(task, claim, type="chain", claim=claim, voices=voices) and not task.layer.annotations


def test_the_publisher_is_no_voice_to_choose():
    """Every chain begins with the article, so nobody has to say so."""
    assert "paper" not in {voice["id"] for voice in kit.task("bridge/chain-1").view()["voices"]}


# ---- verdicts


def test_opened_documents_are_kept_in_the_sheet():
    """In the order in which they were first opened, whatever was answered."""
    task = kit.task("naps/pack-1")
    documents = [d["id"] for d in task.view()["documents"]]
    for number, id in enumerate([documents[1], documents[0], documents[1]]):
        op = {"op": "did", "op_id": f"d{number}", "what": "opened", "id": id}
        assert not task.receive(op)[1]["problem"]
    assert kit.task("naps/pack-1").view()["opened"] == [documents[1], documents[0]]
    assert not task.layer.annotations
    for op in ({"id": "elsewhere", "what": "opened"}, {"id": documents[0], "what": "burnt"}):
        assert task.receive({"op": "did", "op_id": "x", **op})[1]["problem"]


def test_a_second_thought_is_told_beside_the_verdict():
    """What the learner said from the text alone is never scored and is not forgotten."""
    task = kit.task("naps/pack-1")
    claim, wanted = task.task.claims[0], {v.claim: v for v in task.case.key.layer.annotations if hasattr(v, "before")}
    right = wanted[claim]
    before = "conflicting" if right.verdict != "conflicting" else "supported"
    send(task, claim, type="verdict", claim=claim, before=before, verdict=right.verdict, document=right.document)
    note = next(n for n in task.check()["notes"] if n["annotation"] == claim)
    assert note["tone"] == "right" and "From the text alone" in note["text"]
    assert send(task, claim, type="verdict", claim=claim, verdict="supported", document="elsewhere")
    assert send(task, claim, type="verdict", claim=claim, verdict="true")


# ---- pairs to be found


def test_found_pairs_are_explained_and_missed_ones_hinted_at_first():
    """The first check names a paragraph, the second the two statements."""
    task = kit.task("flood/pairs-2")
    claims = [c["claim"] for c in task.view()["claims"]]
    key = {frozenset((p.a, p.b)): p for p in task.case.key.layer.pairs}
    clash = next(p for s, p in key.items() if s <= set(claims) and p.relation == "contradiction")
    dull = next((a, b) for a, b in itertools.combinations(claims, 2) if frozenset((a, b)) not in key)
    send(task, "+".join(dull), type="pair", a=dull[0], b=dull[1], same_event=True, relation="tension")
    first = task.check()
    missed = [n for n in first["notes"] if n["tone"] == "missed"]
    assert any(n["tone"] == "invented" for n in first["notes"]) and missed
    assert not any(clash.why in n["text"] for n in missed) and "paragraph" in missed[0]["text"]
    assert any(clash.why in n["text"] for n in task.check()["notes"])
    assert task.progress() == (1, None) and "1 pair found" in task.progress_words()


# ---- assessments in full


def test_free_text_is_laid_beside_the_keys_and_never_judged():
    """Who holds the evidence, and what would refute the claim."""
    task = kit.task("naps/settle-1")
    claim = task.task.claims[0]
    right = next(s for s in task.case.key.layer.assessments if s.claim == claim)
    answer = {"type": "assessment", "claim": claim, "checkability": right.checkability, "reasons": list(right.reasons)}
    send(task, claim, **answer, evidence=right.evidence, holder="I do not know", refutes="no idea")
    note = next(n for n in task.check()["notes"] if n["annotation"] == claim)
    assert note["tone"] == "right" and {row["key"] for row in note["compare"]} == {right.holder, right.refutes}
    questions = task.view()["questions"]
    assert [row["question"] for row in note["compare"]] == [questions["holder"], questions["refutes"]]


# ---- briefs


def test_samples_stand_beside_what_was_written_and_a_rating_is_the_learners_own():
    """Nothing is shown before something is written."""
    task = kit.task("flood/brief-1")
    assert task.check()["samples"] == []
    prompt, criterion = task.task.prompts[0].id, task.task.criteria[0].id
    send(task, prompt, type="text", prompt=prompt, text="The river rose, says the brigade.")
    told = task.check()
    assert {s["level"] for s in told["samples"] if s["prompt"] == prompt} == {"weak", "partial", "strong"}
    assert all(s["why"] and s["name"] for s in told["samples"])
    assert not send(task, f"rate-{criterion}", type="rating", criterion=criterion, level="partial")
    assert send(task, f"rate-{criterion}", type="rating", criterion=criterion, level="superb")
    assert send(task, prompt, type="text", prompt=prompt, text="x" * 30_000)
    assert "The river rose" in task.static()["text/plain"] and task.progress() == (1, len(task.task.prompts))


def test_a_brief_shown_solved_gives_every_sample_with_its_reason():
    """A text has no one solution."""
    worked, held = kit.worked("flood/brief-1"), kit.load("flood").key.samples["brief-1"]
    assert len(held) == 9
    for shown in (worked.html(), worked.text()):
        assert all(s.text in shown and s.why in shown for s in held)


def test_a_rating_has_its_line_once_it_is_made():
    """Without a key nobody is asked for one, so a sheet does not call it missing."""
    task = kit.task("flood/brief-1")
    name = task.task.criteria[0].name
    assert name not in task.static()["text/plain"] and "not answered" in task.static()["text/plain"]
    send(task, f"rate-{task.task.criteria[0].id}", type="rating", criterion=task.task.criteria[0].id, level="partial")
    assert f"{name}: partly there" in task.static()["text/plain"]


# ---- content that does not hold together

BRIEF = """
- id: brief
  kind: brief
  title: In short
  prompt: Write.
  objective: o4
  points: 3
  prompts: [{id: known, question: What is known?, words: 20}]
  criteria: [{id: source, name: Source, levels: {weak: none, partial: some, strong: all}}]
"""
CHAINS = """
- id: chains
  kind: chains
  title: Through whom
  prompt: Order.
  objective: o5
  points: 3
  claims: [c1, c2, c3]
"""
OPEN = """
- id: open
  kind: pairs
  title: Find them
  prompt: Find.
  objective: o6
  points: 3
  claims: [c1, c2, c3, c4]
"""
FAULTS = {
    "no sample": (BRIEF, "", "known has no weak sample"),
    "another chain": (CHAINS, "chains: [{id: k1, claim: c1, voices: [neighbour], why: So.}]", "another chain: ada"),
    "no answer": (CHAINS, "", "no answer to c"),
    "cheap": (OPEN, "", "the cheat “everything accused” earns"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_a_task_lacks_is_told(tmp_path, write_case, mill_files, name):
    """By `kit check`, with the task's name."""
    task, key, told = FAULTS[name]
    files = {"tasks_yaml": mill_files["tasks.yaml"] + task, "key_yaml": mill_files["key.yaml"] + key + "\n"}
    folder = write_case(tmp_path / "mill", **files)
    assert any(told in str(fault) for fault in check_case(folder)), [str(f) for f in check_case(folder)]


MALFORMED = {
    "levels": (BRIEF.replace("weak: none, ", ""), "the levels are not weak, partial, strong"),
    "half a brief": (BRIEF.replace("  prompts: [{id: known, question: What is known?, words: 20}]\n", ""), "prompts"),
    "both": (OPEN + "  pairs: [[c1, c2]]\n", "it lists pairs and claims"),
    "no pack": (CHAINS.replace("chains", "verdicts"), "there is no pack"),
    "given": (BRIEF + "  given: [{id: known, prompt: known, text: x}]\n", "nothing can be filled in"),
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_task_is_told(tmp_path, write_case, mill_files, name):
    """With the file, the task and what to do."""
    task, told = MALFORMED[name]
    folder = write_case(tmp_path / "mill", tasks_yaml=mill_files["tasks.yaml"] + task)
    (fault,) = check_case(folder)
    assert told in str(fault) and "mill/tasks.yaml" in str(fault)


def test_a_key_that_speaks_of_what_is_not_there_is_told(tmp_path, write_case, mill_files):
    """A number of origins for no task, a sample for no brief, a voice begun for a chain that nobody has."""
    keys = {
        "origins: [{task: who, accept: []}]": 'no task that asks for origins "who"',
        "briefs: [{task: who, samples: {known: {weak: {text: a, why: b}}}}]": 'no brief "who"',
    }
    for number, (key, told) in enumerate(keys.items()):
        folder = write_case(tmp_path / str(number) / "mill", key_yaml=mill_files["key.yaml"] + key + "\n")
        (fault,) = check_case(folder)
        assert told in str(fault)
    given = CHAINS + "  given: [{id: c1, claim: c1, voices: [mayor]}]\n"
    (fault,) = check_case(write_case(tmp_path / "mill", tasks_yaml=mill_files["tasks.yaml"] + given))
    assert 'no voice that a chain can have "mayor"' in str(fault) and "mill/tasks.yaml, chains, given" in str(fault)


@pytest.mark.parametrize("change", [{"id": "other"}, {"confidence": 999}, {"confidence": -5}])
def test_an_answer_that_does_not_fit_its_item_is_refused(change):
    """So that no item has two answers, and no confidence lies outside what was offered."""
    deck = kit.task("decks/credited")
    item = deck.view()["items"][0]["id"]
    value = {"type": "choice", "item": item, "option": "yes", "confidence": 80, **change}
    assert send(deck, value.pop("id", item), **value) and not deck.layer.annotations
