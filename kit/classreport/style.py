"""How the report looks: light, dark, on a wall, on paper. Colours that carry something are never alone."""

from __future__ import annotations

# Twice the class: more weight than JupyterLab's own rules for what a cell shows.
ROOT = ".kit-class.kit-class"
STYLE = """
{--ink:var(--jp-ui-font-color1,#1b1b1f);--soft:var(--jp-ui-font-color2,#55555f);--page:var(--jp-layout-color1,#fff);
--panel:var(--jp-layout-color2,#f5f5f7);--line:var(--jp-border-color1,#c6c6cf);--heat:216,112,0;--key:#2a8ca0;--own:#c2700f;
color:var(--ink);font:1em/1.55 system-ui,sans-serif;overflow-wrap:break-word;max-width:76em}
 *{box-sizing:border-box}
 h1{font-size:1.75em;line-height:1.2;margin:0 0 .2em}
 h2{font-size:1.35em;line-height:1.25;margin:0 0 .5em}
 h3{font-size:1.1em;line-height:1.3;margin:1.4em 0 .4em}
 section{margin-top:2.6em;border-top:2px solid var(--line);padding-top:1.2em}
 :is(.head,section)>p,section>ul{max-width:48em;margin:.5em 0}
 .fact{font-size:1.15em}
 nav{margin:.8em 0 0}
 nav ul{list-style:none;padding:0;margin:0;display:flex;flex-wrap:wrap;gap:.2em 1.2em}
 a{color:inherit}
 :is(small,.soft,caption,.legend){color:var(--soft)}
 .cards{list-style:none;margin:0;padding:0;display:grid;gap:1.1em;
grid-template-columns:repeat(auto-fit,minmax(min(100%,30em),1fr))}
 .cards>li{border:1px solid var(--line);border-left:.4em solid var(--own);border-radius:.4em;padding:.8em 1em;
break-inside:avoid}
 .cards p{margin:.45em 0}
 .cards h3{margin:0 0 .3em;font-size:1.15em}
 .cards .place{color:var(--soft);font-size:.9em;margin:0}
 .cards .quote{border-left:3px solid var(--line);padding-left:.8em;font-family:Georgia,serif;font-size:1.08em}
 .cards .ask{font-weight:600}
 mark{background:none;color:inherit;border-bottom:.14em solid var(--own);padding-bottom:.04em}
 .bar{display:flex;height:1em;gap:2px;margin:.6em 0 .35em}
 .bar i{display:block;min-width:3px;border-radius:2px}
 .shares{list-style:none;margin:0;padding:0}
 .shares li{display:flex;gap:.5em;align-items:baseline}
 .shares li i{flex:none;width:.8em;height:.8em;border-radius:2px}
 .shares b{flex:none;min-width:1.4em;text-align:right}
 i.key{background:var(--key)}
 i.own{background:repeating-linear-gradient(135deg,var(--own) 0 5px,transparent 5px 7px);border:1px solid var(--own)}
 i.rest{background:var(--soft)}
 i.blank{background:none;border:1px solid var(--soft)}
 .text{max-width:44em;font-family:Georgia,serif;font-size:1.12em;line-height:1.9}
 .text p{margin:.7em 0;padding-left:1.8em;position:relative}
 .text .n{position:absolute;left:0;font-family:system-ui,sans-serif}
 .text .none{opacity:.62}
 .h{border-radius:.2em;padding:.1em .15em;-webkit-box-decoration-break:clone;box-decoration-break:clone;
print-color-adjust:exact;-webkit-print-color-adjust:exact}
 .h1{background:rgba(var(--heat),.13)}
 .h2{background:rgba(var(--heat),.28)}
 .h3{background:rgba(var(--heat),.46)}
 .h4{background:rgba(var(--heat),.68)}
 .chip{font:600 .68em/1 system-ui,sans-serif;white-space:nowrap;text-decoration:none;margin-left:.25em}
 .chip span{border:1px solid var(--own);border-radius:.9em;padding:.22em .5em;
background:var(--page);color:var(--ink)}
 .chip :is(.c3,.c4){border-width:2px}
 .legend .h{color:var(--ink);margin-right:.3em;white-space:nowrap}
 .wide{overflow-x:auto;max-width:100%}
 .slip+.slip{margin-top:.35em}
 details{font-size:.9em}
 summary{cursor:pointer;color:var(--soft)}
 table{border-collapse:collapse;margin:.6em 0;font-variant-numeric:tabular-nums;font-size:1em}
 caption{text-align:left;font-size:.9em;padding-bottom:.2em}
 :is(th,td){text-align:left;vertical-align:top;padding:.35em 1.1em .35em 0;border-bottom:1px solid var(--line);
background:none;white-space:normal;max-width:34em}
 th{font-weight:400}
 thead th{font-weight:600;color:var(--soft);font-size:.9em;vertical-align:bottom}
 tbody tr{break-inside:avoid;background:none}
 td .why{color:var(--soft)}
 .num{white-space:nowrap}
 .meter{display:inline-block;width:6em;height:.7em;border:1px solid var(--line);margin-right:.5em}
 .meter i{display:block;height:100%;background:var(--key)}
 .look{font-weight:600}
 :is(a,.wide):focus-visible{outline:2px solid var(--key);outline-offset:2px}
 :target{outline:2px solid var(--own);outline-offset:2px}
"""
"""A line that begins with a space begins a rule for something within the report; the first is the report itself."""

WALL = """
{font-size:1.22em}
 .cards{grid-template-columns:minmax(0,1fr)}
 .text{max-width:none}
 svg{zoom:1.3}
"""
"""What is different where a room reads it from a wall."""

DARK = "--ink:#ececf1;--soft:#b9b9c4;--page:#17171b;--panel:#212127;--line:#4a4a55;--key:#3fa9be;--own:#e0913a"
PAGE = (
    ":root{color-scheme:light dark}body{margin:0}main{max-width:78em;margin:0 auto;padding:1.5rem 1rem 4rem}"
    f"@media (prefers-color-scheme:dark){{body{{background:#17171b}}{ROOT}{{{DARK}}}}}"
    "@media print{:root{color-scheme:light}body{font-size:10pt}main{max-width:none;padding:0 4px}"
    f"{ROOT}{{--ink:#000;--soft:#333;--page:#fff;--line:#888}}{ROOT} nav{{display:none}}"
    f"{ROOT} .wide{{overflow:visible}}}}"
)
"""A page around the report; a notebook has its own."""


NARROW = """
 :is(table,tbody,tr,th,td,caption){display:block}
 thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
 tr{border-bottom:2px solid var(--line);padding:.5em 0}
 :is(th,td){border:0;padding:.15em 0;max-width:none}
 tbody th{font-weight:600}
 td[data-l]::before{content:attr(data-l) ": ";color:var(--soft);font-size:.9em}
"""
"""On a phone a table's row is a small card: each cell says what it is."""


def style(wall: bool) -> str:
    """The report's style, which touches nothing around it: it may stand in a notebook among others."""
    narrow = f"@media screen and (max-width:600px){{{_scoped(NARROW)}}}"
    return _scoped(STYLE) + (_scoped(WALL) if wall else "") + narrow


def _scoped(rules: str) -> str:
    held = rules[1:].replace("\n ", "\x00 ").split("\x00")
    return "".join(ROOT + rule.replace("\n", "") for rule in held)
