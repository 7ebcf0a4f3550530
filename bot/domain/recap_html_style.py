"""How the HTML of a recap looks: on screens, light and dark, and on paper."""

from __future__ import annotations

STYLE = """\
:root {
  --paper: #fbf8f2; --ink: #221d17; --soft: #6d6357; --rule: #ddd3c2; --accent: #8a6d3b;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #1b1815; --ink: #ece5da; --soft: #a89c8b; --rule: #3b342b; --accent: #d0ab6c; }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere; text-wrap: pretty;
  font: 1.125rem/1.6 "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif;
}
main { max-width: 40rem; margin: 0 auto; padding: 4rem 1.5rem 5rem; }
header { border-bottom: 1px solid var(--rule); padding-bottom: 1.5rem; }
.film { margin: 0; color: var(--accent); font-variant-caps: small-caps; letter-spacing: .06em; font-size: 1.2rem; }
h1 { margin: .4rem 0 .8rem; font-size: 2.1rem; line-height: 1.2; font-weight: 600; text-wrap: balance; }
.facts, .where, footer { margin: 0; color: var(--soft); font-size: .9rem; }
h2 {
  margin: 2.8rem 0 1rem; color: var(--accent); font-size: 1.05rem; font-weight: 600;
  font-variant-caps: small-caps; letter-spacing: .08em;
}
article { margin: 0 0 1.4rem; break-inside: avoid; }
article > p { margin: 0; }
blockquote { margin: .3rem 0; padding-inline-start: 1.1rem; border-inline-start: 3px solid var(--rule); }
blockquote p { margin: 0; }
.quote blockquote { border: 0; padding: 0; font-size: 1.3rem; line-height: 1.4; font-style: italic; }
cite { display: block; color: var(--soft); font-size: .9rem; font-style: normal; }
a { color: inherit; text-decoration-color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, .covered:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.themes { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0; padding: 0; list-style: none; }
.themes li { border: 1px solid var(--rule); border-radius: 1rem; padding: .15rem .8rem; }
.themes li.confirmed { border-color: var(--accent); }
.themes a { color: var(--soft); font-size: .8rem; }
.covered { background: var(--ink); color: transparent; border-radius: .2rem; cursor: help; }
.covered:hover, .covered:focus { background: none; color: inherit; }
footer { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
@media print {
  @page { margin: 2cm; }
  :root { --paper: #fff; --ink: #000; --soft: #444; --rule: #bbb; --accent: #000; }
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  .where, .themes a { display: none; }
  .covered { background: #000; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
