"""An error tells where, what and what to do."""

import pickle

import pytest

from kit.errors import KitError, nearest


def test_an_error_reads_as_sentences():
    """Place, fault and next step, each ended by one full stop."""
    assert str(KitError("claims.yaml, c3", "it is gone", "Put it back")) == "claims.yaml, c3: it is gone. Put it back."


def test_an_error_without_a_place_or_a_step_has_no_stray_marks():
    """No lonely colon and no doubled stop."""
    assert str(KitError("", "it is gone.")) == "it is gone."
    assert str(KitError("", "it is gone", "Did you mean “x”?")) == "it is gone. Did you mean “x”?"


def test_jupyter_shows_the_sentence_and_no_traceback():
    """A learner's cell ends in the sentence alone."""
    assert KitError("a", "b", "c")._render_traceback_() == ["a: b. c."]


def test_an_error_survives_being_sent_to_another_process():
    """Its three parts come back."""
    again = pickle.loads(pickle.dumps(KitError("a", "b", "c")))
    assert (again.where, again.what, again.todo) == ("a", "b", "c")


@pytest.mark.parametrize(
    ("word", "hint"),
    [("contradicton", 'Did you mean "contradiction"?'), ("zzz", "Known are: contradiction, tension")],
)
def test_the_nearest_known_word_is_offered_or_all_of_them(word, hint):
    """A slip of the finger gets its correction, a foreign word the list."""
    assert nearest(word, ["tension", "contradiction"]) == hint
