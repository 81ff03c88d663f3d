"""The forms of an English verb."""

from __future__ import annotations

import re

from kit.suggest.wordlists import listed

IRREGULAR = """
    say:said tell:told write:wrote,written read:read sing:sang,sung speak:spoke,spoken begin:began,begun put:put
    find:found show:showed,shown,showed prove:proved,proven swear:swore,sworn forbid:forbade,forbidden think:thought
    know:knew,known feel:felt see:saw,seen understand:understood forget:forgot,forgotten foresee:foresaw,foreseen
    learn:learned,learnt seek:sought mean:meant choose:chose,chosen mistake:mistook,mistaken plead:pleaded,pled
    cast:cast go:went,gone hear:heard make:made,made give:gave,given take:took,taken come:came,come get:got,got
    do:did,done have:had,had run:ran,run leave:left stand:stood sit:sat win:won lose:lost meet:met pay:paid
    send:sent spend:spent build:built keep:kept hold:held bring:brought buy:bought catch:caught teach:taught
    fight:fought fall:fell,fallen grow:grew,grown throw:threw,thrown fly:flew,flown draw:drew,drawn
    drive:drove,driven ride:rode,ridden rise:rose,risen break:broke,broken wake:woke,woken shake:shook,shaken
    eat:ate,eaten lie:lay,lain set:set cut:cut shut:shut hit:hit hurt:hurt let:let cost:cost become:became,become
    sell:sold lead:led feed:fed sleep:slept sweep:swept sink:sank,sunk swim:swam,swum drink:drank,drunk
    ring:rang,rung hang:hung shoot:shot strike:struck stick:stuck beat:beat,beaten bear:bore,borne wear:wore,worn
    tear:tore,torn steal:stole,stolen hide:hid,hidden bite:bit,bitten blow:blew,blown lend:lent bend:bent deal:dealt
    burn:burnt dream:dreamt withdraw:withdrew,withdrawn overcome:overcame,overcome
"""
PAST = {
    lemma: (past, participle or past)
    for lemma, _, forms in (entry.partition(":") for entry in IRREGULAR.split())
    for past, participle in [[*forms.split(","), ""][:2]]
}
HISSING = ("s", "sh", "ch", "x", "z", "go", "do")
DOUBLING = re.compile(r"(?:^|[^aeiou])[aeiou][bdgklmnprt]$")
DOUBLED = listed(
    """admit refer rip slam pan plan nod brag confer regret rebut chat jot swap permit submit commit dub chide tout"""
)


def forms(lemma: str) -> dict[str, str]:
    """Each form of a verb, and what it is: `b` base, `s` third person, `d` past, `n` participle, `g` -ing.

    >>> forms("deny")
    {'deny': 'b', 'denies': 's', 'denied': 'dn', 'denying': 'g'}
    """
    made: dict[str, str] = {}
    stem = lemma + lemma[-1] if lemma in DOUBLED and DOUBLING.search(lemma) else lemma
    y_stem = lemma[:-1] + "i" if re.search(r"[^aeiou]y$", lemma) else None
    silent = lemma.endswith("e") and not lemma.endswith(("ee", "oe"))
    past = stem[:-1] + "ed" if silent else (y_stem or stem) + ("d" if lemma.endswith("ee") else "ed")
    third = y_stem + "es" if y_stem else lemma + ("es" if lemma.endswith(HISSING) else "s")
    ing = stem[:-1] + "ing" if silent else stem + "ing"
    if lemma == "lie":
        ing = "lying"
    first, second = PAST.get(lemma, (past, past))
    for form, letter in ((lemma, "b"), (third, "s"), (first, "d"), (second, "n"), (ing, "g")):
        made[form] = made.get(form, "") + letter
    return made
