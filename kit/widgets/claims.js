// The claims: selected words and one key make a claim, which has a plain restatement and a name for what it is about.
// parts/ and what is shared stand in front of this text.

const ROLES = [{ id: "tokens", key: "c", letter: "C", name: "Claim" }];

/** A claim without words. */
function blankClaim(id) {
  return { id, type: "spans", item: id, tokens: [], none: false, confidence: null, given: false };
}

/** Of some words those of their first sentence, since a claim lies in one. */
function inOneSentence(text, ranges) {
  return withinSentences(text, ranges).slice(0, 1);
}

/** Words that touch those of the claim in focus take their place; others begin another claim. */
function beginsClaim(text, value, role, ranges) {
  return value.tokens.length > 0 && printOf(cutRanges(value.tokens, ranges)) === printOf(value.tokens);
}

const CLAIMS = { kind: "claims", type: "spans", noun: "claim", keys: "C", blank: blankClaim, begins: beginsClaim, fit: inOneSentence, replaces: true,
  meaning: "the words are a claim, or take the place of the words of the claim in focus that they touch; the same words again take it away",
  done: (did, role, name) => `${capital(name)}` };

export default { render: widget((page) => drawMarking(page, CLAIMS)) };
