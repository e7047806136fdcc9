"""How the screens look and where the focus goes. The scripts here are constants: nothing of a record reaches them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import streamlit as st

from assistant.ui.words import LANGUAGES, t

_FOCUS_HEADING = """
const main = document.querySelector('[data-testid=stMain]');
const look = (left) => {
  const heading = main && main.querySelector('h1');
  if (!heading) { if (left) setTimeout(() => look(left - 1), 80); return; }
  heading.tabIndex = -1; heading.focus({preventScroll: true}); main.scrollTo(0, 0);
};
look(20);
"""
_FOCUS_ERRORS = "document.getElementById('so-errors')?.focus();"

_BESIDE = """
if (!window.soBeside) {
  window.soBeside = true;
  const shut = (details) => { if (!details) return; details.open = false; details.querySelector('summary').focus(); };
  document.addEventListener('click', (e) => {
    if (e.target.closest && e.target.closest('.so-close')) shut(e.target.closest('details[name=clause]'));
  });
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Escape') shut(document.querySelector('details[name=clause][open]'));
  });
  document.addEventListener('toggle', (e) => {
    const one = e.target;
    if (one.matches && one.matches('details[name=clause][open]'))
      one.querySelector('summary').scrollIntoView({block: 'nearest'});
  }, true);
}
"""

# A page's picture opens at its mark: the first yellow (ingest.preview) of a small copy says where that is.
_TO_MARK = """
if (!window.soMarks) {
  window.soMarks = true;
  document.addEventListener('load', ({target: image}) => {
    const frame = image.matches && image.matches('.so-page img[src*="end="]') && image.closest('.so-page');
    if (!frame) return;
    const wide = 300, high = Math.round(wide * image.naturalHeight / image.naturalWidth);
    const pen = Object.assign(document.createElement('canvas'), {width: wide, height: high}).getContext('2d');
    pen.drawImage(image, 0, 0, wide, high);
    const {data} = pen.getImageData(0, 0, wide, high);
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] < 180 || data[at + 1] < 0.7 * data[at] || data[at + 2] > 0.5 * data[at]) continue;
      const x = at / 4 % wide / wide, y = Math.floor(at / 4 / wide) / high;
      frame.scrollTo(x * image.width - frame.clientWidth / 5, y * image.height - frame.clientHeight / 3);
      return;
    }
  }, true);
}
"""


@cache
def _css() -> str:
    return (Path(__file__).parent / "look.css").read_text(encoding="utf-8")


@cache
def _drafts() -> str:
    return (Path(__file__).parent / "drafts.js").read_text(encoding="utf-8")


def apply() -> None:
    """The style sheet of every screen."""
    st.html(f"<style>{_css()}</style>")
    _run(_TO_MARK, 0)


def speak(language: str) -> None:
    """Tells the browser which language the page is in (WCAG 3.1.1; the framework always says English)."""
    assert language in LANGUAGES
    link = "const link = document.querySelector('[data-testid=stSkipToContent]');"
    skip = f"{link} if (link) link.textContent = {json.dumps(t('frame.skip'))};"
    _run(f"document.documentElement.lang='{language}'; {skip}", LANGUAGES.index(language))


def focus_heading(turn: int) -> None:
    """After a move: focus on the h1 and the top of the page (WCAG 2.4.3). Runs once for each `turn`."""
    _run(_FOCUS_HEADING, int(turn))


def focus_errors(turn: int) -> None:
    """After a refusal: focus on the summary of problems."""
    _run(_FOCUS_ERRORS, int(turn))


def focus(place: int, turn: int) -> None:
    """Focus on the card with that number, so an answered question does not throw the reader back to the top."""
    _run(f"document.getElementById('so-place-{int(place)}')?.focus();", int(turn))


def keep_drafts(done: int) -> None:
    """What is typed in forms stays in the browser's tab. `done`: when something was last saved, 0 for never."""
    _run(f"const done = '{int(done)}'; {_drafts()}", done)


def beside() -> None:
    """An opened source closes by its button or Escape, and the focus goes back to its line."""
    _run(_BESIDE, 0)


def _run(script: str, turn: int) -> None:
    st.html(
        f"<i hidden data-turn='{int(turn)}'></i><script>(()=>{{{script}}})()</script>", unsafe_allow_javascript=True
    )
