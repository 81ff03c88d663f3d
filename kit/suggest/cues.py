"""The lexicon of cues: which words pass something on, how they are built, and what they say about it.

Written from general knowledge of English reporting; stance as in the codebook's rule `stance-cue-alone`, attitude as
in its `attitude`. An entry is `lemma:frames`:

| frame | what may follow | example |
|---|---|---|
| `c` | a clause or a quotation | said (that) it was cold |
| `h` | first somebody who hears it | told the choir (that) it was cold |
| `o` | what it is about, as a noun phrase | criticised the oven |
| `i` | an infinitive | refused to open |
| `n` | a name for something | called the oven a disgrace |
| `q` | a quotation only | laughed: “It is cold” |
| `e` | as `o`, of a document | the survey found no difference |
| `+word` | what it is about, after this preposition | complained about the oven |
| `-word` | a particle, before all these | pointed out that |
"""

from __future__ import annotations

from typing import NamedTuple

from kit.suggest.inflection import forms
from kit.suggest.wordlists import listed

ENTRIES = {
    ("said", "neutral"): """
        say:c tell:hc+of add:co state:co report:co+on write:c+about announce:co declare:coi ask:hiq+for+about
        answer:cq reply:cq respond:cq+by read:q recall:co recount:co relate:co remark:c+on observe:c mention:co
        comment:q+on describe:n call:n+for+on term:n dub:n label:n deem:n brand:n characterize:n characterise:n
        portray:n cite:o quote:o deny:coi decline:i discuss:o propose:coi predict:co forecast:co estimate:co
        calculate:c project:co suggest:co imply:c indicate:co signal:co hint:c+at advise:hc+against recommend:co
        testify:c+about conclude:c reason:c continue:q repeat:c reiterate:co tweet:c retweet:o post:cq email:c
        text:c message:c blog:c telegraph:c joke:c+about quip:c muse:c+about ponder:o whisper:c mutter:c murmur:c
        chant:cq sing:q recite:q address:o outline:o detail:o summarize:o summarise:o rule:c+against decide:ci
        determine:c vote:i agree:ci+with+to negotiate:o promise:hcio inform:hc+of notify:hc+of remind:hc+of
        brief:h+on instruct:hi tout:o greet:q preface:q begin:q inquire:c+about enquire:c+about query:c question:co
        speak:q+of+about+against talk:+of+about+against refer:+to allude:+to unveil:o pitch:o offer:i accept:o
        invoke:o liken:o compare:o put-it:q word:q phrase:q narrate:c confide:c clarify:co specify:co stipulate:co
        provide:c interpret:o define:o translate:o argue:c+for+against debate:co contend:c reckon:c theorize:c
        theorise:c speculate:c+about+on hypothesize:c posit:c assume:c caution:hc+against volunteer:c interject:q
        counter:cq retort:cq rejoin:q chime-in:q go-on:q sum-up:q follow-up:q apologize:+for apologise:+for thank:o
        praise:o laud:o hail:o applaud:o congratulate:o commend:o endorse:o back:o support:o defend:o promote:o
        champion:o welcome:o credit:o advocate:o+for bless:o express:o voice:o reference:o lay-out:o spell-out:o
        set-out:o rule-out:o weigh-in:+on come-out:+against+for speak-out:+against+about+for make-clear:c add-up:q
        speak-up:+for touch-on:o dwell:+on elaborate:+on expand:+on chronicle:o recap:o reassert:co restate:co""",
    ("said", "distancing"): "claim:ci allege:c purport:i profess:ci pretend:ci",
    ("said", "endorsing"): """
        confirm:co reveal:co point-out:co note:co explain:coq show:ce find:ce prove:c demonstrate:co establish:c
        disclose:co document:co illustrate:co highlight:o underscore:co underline:co verify:co certify:c affirm:co
        attest:c+to corroborate:o discover:c uncover:o expose:o point:+to record:c""",
    ("said", "conceding"): "admit:c+to concede:co acknowledge:co confess:c+to allow:c grant:c own-up:+to",
    ("said", "forceful"): """
        insist:c+on stress:co emphasize:co emphasise:co assert:co maintain:c warn:hc+of+about+against vow:ci
        pledge:cio swear:ci urge:ho reject:o dismiss:o demand:cio call-upon:o implore:h exhort:h beg:h
        plead:cq+for+with press:+for complain:c+about+of protest:co object:c+to lament:co bemoan:co decry:o
        denounce:o condemn:o criticize:o criticise:o blast:o slam:o attack:o mock:o ridicule:o deride:o rip:o bash:o
        knock:o blame:o accuse:h+of charge:c fault:o rebuke:o scold:o chide:o berate:o castigate:o lambast:o
        lambaste:o assail:o excoriate:o disparage:o belittle:o insult:o taunt:o hammer:o pan:o skewer:o oppose:o
        challenge:o dispute:co contest:o refute:o rebut:o disavow:o repudiate:o renounce:o rail:+against lash-
        out:+at boast:c+of+about brag:c+about trumpet:co proclaim:co exclaim:cq shout:cq scream:cq yell:cq cry:q
        bellow:q thunder:q snap:q bark:q growl:q grumble:c+about gripe:c+about fume:q rant:q+about scoff:q+at
        sneer:q bristle:+at groan:q sigh:q laugh:q gush:q enthuse:q rejoice:q crow:q threaten:i refuse:i order:hi
        direct:h command:h forbid:h prohibit:o encourage:h persuade:h convince:h reassure:hc assure:hc guarantee:c
        appeal:+for+to campaign:+for lobby:+for+against push:+for push-back:+against petition:+for brush-off:o
        brush-aside:o play-down:o downplay:o shrug-off:o laugh-off:o go-after:o hit-back:q+at fire-back:q+at
        shoot-back:q hit-out:+at take-aim:+at double-down:+on call-out:o single-out:o tear-into:o discredit:o
        smear:o vilify:o demonize:o demonise:o mischaracterize:o chastise:o upbraid:o reprimand:o trash:o jeer:o
        heckle:q grouse:c+about whine:c+about moan:c+about rave:q+about harp:+on preach:c+about pontificate:+about""",
    ("believed", "neutral"): """
        think:c+of+about believe:coi+in know:c+about feel:c suppose:c guess:c suspect:co doubt:co fear:co
        hope:ci+for expect:coi anticipate:co imagine:c presume:c consider:o view:o regard:o see:q perceive:co
        understand:co realize:co realise:co recognize:co recognise:co remember:co forget:c learn:c notice:c
        foresee:co worry:c+about wonder:c+about fancy:c gather:c judge:co regret:co resent:o envy:o admire:o
        respect:o trust:o distrust:o dislike:o hate:o love:o like:o prefer:o favor:o favour:o appreciate:o
        disagree:c+with+on approve:+of disapprove:+of mistake:o dread:o mourn:o care:+about embrace:o
        sympathize:+with value:o contemplate:o weigh:o ignore:o overlook:o tolerate:o rate:o rank:o sense:co
        figure:c surmise:c envision:o envisage:o loathe:o detest:o despise:o cherish:o revere:o mistrust:o scorn:o
        marvel:c+at fret:c+about agonize:+about agonise:+about dream:c+of infer:c deduce:c""",
    ("want", "neutral"): """
        want:oih wish:ci+for plan:io+on intend:io aim:i+at seek:i desire:oi long:i+for yearn:i+for choose:i
        resolve:i opt:i+for aspire:i mull:o""",
}
ADVERBS = {
    "reportedly": "neutral",
    "allegedly": "distancing",
    "supposedly": "distancing",
    "purportedly": "distancing",
    "ostensibly": "distancing",
}
"""Adverbs that pass something on and name nobody."""
NOUNS = {
    ("said", "neutral"): """
        statement announcement promise pledge accusation charge denial suggestion argument complaint remark comment
        declaration prediction forecast conclusion proposal call demand request appeal report rumor rumour message
        assurance objection criticism testimony""",
    ("said", "distancing"): "claim allegation assertion contention",
    ("said", "endorsing"): "finding confirmation revelation discovery",
    ("said", "conceding"): "admission confession acknowledgment acknowledgement concession",
    ("said", "forceful"): "warning vow insistence condemnation",
    ("believed", "neutral"): """
        belief view opinion fear concern hope expectation assumption conviction feeling sense suspicion theory idea
        notion doubt worry impression judgment judgement understanding knowledge hunch""",
    ("want", "neutral"): "wish desire intention plan determination willingness reluctance refusal eagerness ambition",
}
DOCUMENTS = listed(
    """report reports study studies survey surveys poll polls analysis review research data figures statistics records
    record log logs minutes letter document documents email emails paper papers audit inquiry enquiry investigation
    census results release statement transcript footage video map filing filings memo ruling plan register list
    findings evidence test tests tally count index forecast article story website book film documentary experiment
    experiments"""
)
"""Words for sources that can be looked at."""
ADJECTIVES = """
    sure+of+about certain+of+about confident+of+about convinced+of afraid+of aware+of worried+about
    concerned+about+with skeptical+of+about sceptical+of+about hopeful+about optimistic+about pessimistic+about
    doubtful+about adamant+about clear glad sorry proud+of angry+about+at surprised+by+at supportive+of critical+of
    wary+of mindful+of suspicious+of
"""
WANTING_ADJECTIVES = listed("eager ready willing determined keen reluctant anxious unwilling loath desperate")


NOUNISH = listed(
    """state report claim answer comment call label brand quote project estimate forecast signal hint text message
    blog tweet retweet post email joke quip chant address outline detail rule vote promise query question talk
    offer present pitch debate volunteer counter praise support champion welcome credit advocate show find note
    document highlight record grant stress demand vow pledge order command press protest object charge lament blast
    slam attack mock ridicule rip bash knock blame fault rebuke insult taunt hammer pan challenge dispute contest
    boast brag shout scream yell cry snap bark growl rant scoff sneer groan sigh laugh guarantee appeal campaign
    lobby push petition feel guess suspect doubt fear hope view regard worry wonder hate love like favor favour
    respect trust dislike regret envy dread value care need wish plan aim try attempt desire mean look struggle
    judge rank rate gripe fancy mistake embrace caution remark reply thunder put word phrase back read urge long
    resolve hail notice proposal purport term tout name sum point allow design experience use work help start move
    turn play live change follow stop open walk raise pass cause close visit reach end cover cut sound take make
    give cost hit run stand hold pay lead win set deal sleep dream drink ride rise fall draw drive fight catch
    break blow burn hang ring shot strike sense figure trash reference voice express preach dwell jeer whine moan"""
)
"""Verbs whose plain form and -s form are nouns as well."""


class Frame(NamedTuple):
    """One way in which a cue is built."""

    lemma: str
    attitude: str
    stance: str
    builds: frozenset[str]
    """Letters of the table above."""
    prepositions: frozenset[str]
    particle: str


class Cue(NamedTuple):
    """What a word form can be: its frames, and its forms (`b` base, `s`, `d` past, `n` participle, `g` -ing)."""

    frames: tuple[Frame, ...]
    form: str


def _entry(entry: str, attitude: str, stance: str) -> Frame:
    head, _, rest = entry.partition(":")
    lemma, _, particle = head.partition("-")
    letters, *prepositions = rest.split("+")
    return Frame(lemma, attitude, stance, frozenset(letters), frozenset(prepositions), particle)


def _lexicon() -> dict[str, Cue]:
    frames: dict[str, dict[str, list[Frame]]] = {}
    for (attitude, stance), entries in ENTRIES.items():
        for entry in entries.split():
            frame = _entry(entry, attitude, stance)
            frames.setdefault(frame.lemma, {}).setdefault(frame.particle, []).append(frame)
    lexicon: dict[str, Cue] = {}
    for lemma, by_particle in frames.items():
        held = tuple(frame for group in by_particle.values() for frame in group)
        for form, letters in forms(lemma).items():
            known = lexicon.get(form)
            lexicon[form] = Cue(known.frames + held, known.form + letters) if known else Cue(held, letters)
    return lexicon


VERBS = _lexicon()
"""Word form in lower case to what it can be."""
NOUN_CUES = {
    form: kind
    for kind, words in NOUNS.items()
    for word in words.split()
    for form in (word, word[:-1] + "ies" if word.endswith("y") else word + "s")
}
"""A noun, in both numbers, to its attitude and stance."""
ADJECTIVE_CUES = {word: frozenset(rest) for word, *rest in (entry.split("+") for entry in ADJECTIVES.split())}
"""An adjective to the prepositions before what it is about."""
