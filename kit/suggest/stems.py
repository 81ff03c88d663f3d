"""The words of a text by their stems: what two statements are compared by."""

from __future__ import annotations

from kit import text as words_of
from kit.suggest.wordlists import in_order, listed

CLOSED = listed(
    """a about above after again against ago all almost along also although am among an and any are around as at
    away back be because been before behind being below between both but by can cannot could did do does doing
    done down during each either else enough even ever every few for from further get gets got had has have
    having he her here hers herself him himself his how however i if in into is it its itself just last later
    less like made make many may me might more most much must my near nearly neither never next no nobody none
    nor not nothing now of off often on once one only onto or other others our out over own per perhaps put
    quite rather s said same say says shall she should since so some still such t than that the their them
    themselves then there these they this those though through to told too took toward towards under until up
    upon us very was we well went were what when where whether which while who whom whose why will with within
    without would yes yet you your"""
)
"""Words of grammar, and verbs too common to tell statements apart."""
NEGATIONS = listed("no not never nobody none nothing neither nor nowhere without cannot denied denies deny")
IRREGULAR = dict(
    pair.split(":")
    for pair in in_order(
        """men:man women:woman children:child people:person feet:foot mice:mouse lives:life rose:rise risen:rise
        fell:fall fallen:fall came:come gone:go sold:sell bought:buy began:begin begun:begin kept:keep left:leave
        lost:lose won:win paid:pay spent:spend sent:send wrote:write written:write knew:know known:know saw:see
        seen:see took:take taken:take gave:give given:give drove:drive driven:drive held:hold found:find
        built:build broke:break broken:break died:die shot:shoot fought:fight met:meet stood:stand closed:close
        pence:penny"""
    )
)
"""Forms that no ending tells."""


def stem(word: str) -> str:
    """A word without its commonest English endings; enough to see that “buses” and “bus’s” are one word.

    >>> [stem(w) for w in ("scrapes", "scrape", "cities", "city’s", "closed", "closing", "buses", "bus", "Men")]
    ['scrape', 'scrape', 'city', 'city', 'close', 'close', 'bus', 'bus', 'man']
    """
    word = word.lower().removesuffix("’s").removesuffix("'s").strip("’'")
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes", "zes", "uses")) and len(word) > 4:
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return _verb(word)


def _verb(word: str) -> str:
    """A verb without -ed or -ing: a doubled letter is taken back, a silent e is not put back but at few endings."""
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root == word or len(root) < 3 or not set(root) & set("aeiouy"):
            continue
        if root[-1] == root[-2] and root[-1] not in "lsz":
            return root[:-1]
        return root + "e" * root.endswith(
            ("at", "os", "as", "us", "ap", "ov", "iv", "eas", "ang", "arg", "c", "v", "iz", "is")
        )
    return word


def content_stems(words: str) -> frozenset[str]:
    """The stems of the words that carry meaning: no words of grammar, no numbers.

    >>> sorted(content_stems("The barriers went up at six on 4 June"))
    ['barrier', 'june', 'six']
    """
    held = (words[start:end] for start, end in words_of.words(words))
    return frozenset(stem(w) for w in held if w.lower() not in CLOSED and not w[0].isdecimal() and w[0] not in "$€£")
