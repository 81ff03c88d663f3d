"""The machine beside the learner and the key: what is shown when, and that every figure is counted."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import kit
from kit.article import build_article
from kit.errors import KitError
from kit.machine import beside, machine_table, says
from kit.machine.counts import known_voices, tally
from kit.machine.layers import BesideText
from kit.machine.shown import suggestion
from kit.model import Attribution, Layer
from kit.scoring import in_play, score
from kit.structure import written
from kit.suggest import suggest_article, suggest_layer, voices

COURSE = Path(__file__).parents[1]
WHO = "clock/who-1"


@pytest.fixture
def exercise(tmp_path, monkeypatch):
    """The lesson's first exercise, with a sheet of its own."""
    monkeypatch.setenv("KIT_ANSWERS", str(tmp_path))
    return kit.task(WHO)


def answer(exercise, *ids: str) -> None:
    """Put these attributions of the key into the learner's sheet."""
    for id in ids:
        value = written(exercise.case.key.layer.get(id), exercise.case.article)
        kept = {name: value[name] for name in ("type", "source", "cue", "content", "voice")}
        exercise.sheet.append({"op": "put", "op_id": f"op-{id}", "id": f"own-{id}", "value": kept})


# ---- when


def test_before_the_first_check_neither_machine_nor_key_is_shown(exercise):
    """Answers alone don't open it: whoever looks first finds a sentence that says what to do."""
    answer(exercise, "a1")
    shown = beside(exercise)
    assert "press Check" in str(shown) and exercise.task.title in str(shown)
    assert "Fettle" not in str(shown) + shown._repr_html_()


def test_after_it_three_layers_stand_in_the_text(exercise):
    """Every sentence in play, with a row for each layer that differs, and letters that need no colour."""
    answer(exercise, "a1", "a3")
    exercise.sheet.did("checked", None)
    shown = beside(WHO)
    page = shown._repr_html_()
    assert {who for _, rows in shown.rows() for name, _ in rows for who in name.split(", ")} >= {"You", "All three"}
    assert all(exercise.case.article.sentence(id).text in str(shown) for id in exercise.task.sentences)
    assert "<sup>S1</sup>" in page and "You found 2 of 9 attributions and made up none." in page


def test_without_a_key_and_for_other_kinds_it_says_so(exercise, monkeypatch):
    """In a sentence, and not in a traceback of something else."""
    with pytest.raises(KitError, match="highlights statements and stops at pairs"):
        beside("clock/settle-1")
    monkeypatch.setattr(exercise, "case", replace(exercise.case, key=None))
    with pytest.raises(KitError, match="no key"):
        beside(exercise)


# ---- figures


def test_the_learner_and_the_machine_are_counted_by_the_scorer_of_exercises(exercise):
    """Found is what `score` calls found, made up what it calls invented; for the key itself all and none."""
    case, asked = exercise.case, exercise.task
    for layer in (suggest_article(case.article), case.key.layer, Layer()):
        got = tally(asked, case.article, case.key.layer, layer)
        judged = score(asked, case.article, case.key.layer, layer)
        assert (len(got.pairs), got.asked) == (judged.detection.hits, judged.detection.signals)
        assert len(got.made_up) == sum(j.verdict == "invented" for j in judged.judgements)
    whole = tally(asked, case.article, case.key.layer, case.key.layer)
    assert whole.words("You") == "You found 9 of 9 attributions and made up none."


def test_what_is_made_up_where_nobody_speaks_is_told_apart(exercise):
    """One highlight on a sentence that credits nobody, one with the wrong content: two made up, one of them there."""
    case = exercise.case
    right = case.key.layer.get("a3")
    moved = replace(right, id="wrong", content=case.key.layer.get("a1").content)
    silent = case.article.sentence("p2s2")
    spans = case.article.tokens
    here = [t for t in spans if silent.start <= t.start < silent.end]
    invented = Attribution(id="none", source=(here[0],), cue=(here[1],), content=(here[2],))
    got = tally(exercise.task, case.article, case.key.layer, Layer((moved, invented)))
    assert got.words("It") == "It found 0 of 9 attributions and made up 2, 1 of them where nobody is credited."


def test_the_table_agrees_with_the_layers(exercise):
    """Its parts sum up, and no figure exceeds what it is a part of."""
    for row in machine_table("clock", "bridge").rows:
        case = kit.load(row.case)
        required = [a for a in case.key.layer.attributions if not a.optional]
        assert row.asked == row.direct + row.other == len(required)
        assert row.found == row.direct_found + row.other_found <= row.asked
        assert row.found + row.made_up <= len(suggest_article(case.article).attributions)
        assert row.pronouns_right <= row.pronouns
    shown = machine_table("clock")
    assert kit.load("clock").article.title in str(shown) and "<table>" in shown._repr_html_()


def test_nothing_of_it_needs_pandas():
    """The figures show themselves as plain HTML; pandas is the second door."""
    sources = [path.read_text(encoding="utf-8") for path in (COURSE / "kit" / "machine").glob("*.py")]
    assert len(sources) > 2 and not any("import pandas" in source for source in sources)


def test_whom_the_machine_means_is_told_by_the_names_of_the_case():
    """Its voices are matched by what both credit to somebody named; “he” counts for nothing there."""
    case = kit.load("clock")
    known = known_voices(case)
    named = {v.id: v.name for v in voices(case.article.text, suggest_article(case.article))}
    told = {named[id]: voice for id, voice in known.items()}
    assert told["Osric Thrush"] == "mayor" and told["Hugh Fettle"] == "fettle" and told["Nell Cobb"] == "cobb"


# ---- reasons


def test_each_miss_and_each_invention_of_the_machine_has_a_reason(exercise):
    """As many reasons as differences; a miss carries what the machine did instead and the key's why."""
    shown = BesideText(exercise.case, exercise.task, Layer())
    got = shown.tally(shown.layers()["Machine"])
    told = shown.reasons()
    titles = [title for title, _ in told]
    assert sum(t.startswith("Missed") for t in titles) == len(got.missed)
    assert sum(t.startswith("Made up") for t in titles) == len(got.made_up)
    key = exercise.case.key.layer
    assert all(any(key.get(id).why in why for _, why in told) for id in got.missed)


def test_a_pronoun_given_to_the_wrong_man_is_told(exercise, monkeypatch):
    """The words are found and the voice is another: the reason names whom the machine takes it for."""
    made = suggest_article(exercise.case.article)
    fettle = next(v.id for v in voices(exercise.case.article.text, made) if v.name == "Hugh Fettle")
    he = exercise.case.key.layer.get("a8")
    layer = Layer(tuple(replace(a, voice=fettle) if a.cue == he.cue else a for a in made.attributions), made.digest)
    monkeypatch.setattr("kit.machine.counts.suggest_article", lambda article: layer)
    told = dict(BesideText(exercise.case, exercise.task, Layer()).reasons())
    shown = str(BesideText(exercise.case, exercise.task, Layer()))
    assert "he: “Hugh Fettle, the clockmaker”" in shown and "he: “Osric Thrush, the mayor”" in shown
    (why,) = [why for title, why in told.items() if title.startswith("Another voice: “he” · “The council")]
    assert "“Hugh Fettle, the clockmaker”" in why and he.why in why


def test_hostile_words_are_shown_as_words(tmp_path, monkeypatch):
    """A text full of angle brackets is escaped wherever it is shown."""
    page = says("“<script>alert(1)</script>,” said <b>Ida</b> & Co.")._repr_html_()
    assert "<script" not in page and "<b>" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize("text", ["", " ", "x", "“", "😀 said 😀", "שלום אמר", "\x00\ud7ff"])
def test_any_words_can_be_tried(text):
    """Learners put into `says` what they like."""
    assert str(says(text)) and says(text)._repr_html_()


# ---- pairs


def test_pairs_show_where_the_machine_stops(tmp_path, monkeypatch):
    """A row for each pair with the key's why, and counts that fit the rows."""
    monkeypatch.setenv("KIT_ANSWERS", str(tmp_path))
    exercise = kit.task("clock/pairs-1")
    assert "press Check" in str(beside(exercise))
    exercise.sheet.did("checked", None)
    shown = beside(exercise)
    rows = list(shown.rows())
    stops = sum(machine == "worth a look" for _, _, machine, _, _ in rows)
    assert len(rows) == len(exercise.task.pairs) and all(why in str(shown) for *_, why in rows)
    assert f"stops at {stops} of {len(rows)} pairs" in str(shown)
    assert "In the key 1 of these pairs clashes" in shown._repr_html_()


# ---- what the lesson says that the machine says


def deck_items():
    return kit.task("decks/machine").task.items


@pytest.mark.parametrize("item", deck_items(), ids=lambda item: item.id)
def test_a_card_shows_what_the_machine_really_suggests(item):
    """Its question is made of the suggester's words on the card's own text."""
    deck = kit.task("decks/machine").case
    article = build_article(
        "card",
        [[deck.article.sentence(id).text for id in item.sentences]],
        **dict.fromkeys(("title", "language", "kind", "source", "licence", "level", "content_note"), ""),
    )
    layer = suggest_layer(article.text)
    names = {v.id: v.name for v in voices(article.text, layer)}
    made = [f"The machine suggests: {suggestion(article.text, a, names)}. Is it right?" for a in layer.attributions]
    assert item.question in made


def test_most_cards_are_right():
    """At least half: the machine is a helper, and to send a right suggestion away costs as well."""
    key = kit.task("decks/machine").case.key.layer
    right = [a for a in key.annotations if a.option == "right"]
    assert all(a.sound == (a.option == "right") for a in key.annotations)
    assert 2 * len(right) >= len(key.annotations) == 16


def test_whose_voice_it_is_stands_beside_every_source_that_does_not_spell_it_out():
    """Beside "she" and beside a surname alone, and not beside a full name; so on right cards as on wrong ones."""
    told = says("Ada Linn, the vet, waved. Linn said the goat was well. She said it was hungry.").lines()
    ((_, lines),) = told
    assert [line.partition(";")[0] for line in lines] == [
        "source “Linn”, and that is Ada Linn, the vet",
        "source “She”, and that is Ada Linn, the vet",
    ]
    right = {a.item: a.option == "right" for a in kit.task("decks/machine").case.key.layer.annotations}
    with_voice = [right[item.id] for item in deck_items() if "and that is" in item.question]
    assert 2 * sum(with_voice) >= len(with_voice) > sum(with_voice)
    wrong_voice = [a.item for a in kit.task("decks/machine").case.key.layer.annotations if a.option == "who"]
    assert any("and that is" not in item.question for item in deck_items() if item.id in wrong_voice)


def test_what_the_lesson_explains_is_what_the_machine_says():
    """The answers beneath the worked and the half-worked texts hold for what the cells above them show."""
    cells = json.loads((COURSE / "notebooks" / "09-beat-the-machine.ipynb").read_text(encoding="utf-8"))["cells"]
    source = {c["id"]: "".join(c["source"]) for c in cells}
    (pump, joined), (_, pipe) = shown_by(source["says-worked"])
    assert joined == ["source “the vicar”; cue “said”; content “The pump … had been dry since May”"], pump
    assert len(pipe) == 1 and "and that is Luke Orme" in pipe[0] and "… and it would hold" in pipe[0]
    poster, film, tower, nurse = (lines for _, lines in shown_by(source["says-half"]))
    assert poster == ["source “The poster at the station”; cue “says”; content “that the hall is warm”"]
    assert len(film) == 1 and "cue “is called”" in film[0]
    assert len(tower) == 1 and "of which this paper has a drawing, was older" in tower[0]
    assert nurse == ["source “the nurse”; cue “said”; content “It was a long night … Nobody slept”"]


def shown_by(source: str) -> list[tuple[str, list[str]]]:
    """What a cell of the lesson shows, without how sure the machine is."""
    shown = eval(source, {"says": says})
    return [(text, [line.partition(" (")[0] for line in lines]) for text, lines in shown.lines()]


def test_the_exercise_is_the_articles_own(exercise):
    """What the lesson says of it: nine statements in 13 sentences, and “he said” of two men in P3."""
    held = in_play(exercise.task, exercise.case.article, exercise.case.key.layer)
    assert (len(held), len(exercise.task.sentences)) == (9, 13)
    he = [a.voice for a in held if [exercise.case.article.words(s) for s in a.source] == ["he"]]
    assert he == ["fettle", "mayor"]
