"""The page's own files, squeezed and sent from memory."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.web.assets import Assets, framework_files

SCRIPT = "console.log('the same words again and again');\n" * 50


async def framework(request):
    return PlainTextResponse("the framework's answer")


@pytest.fixture
def http(tmp_path):
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "index.abc.js").write_text(SCRIPT)
    (tmp_path / "picture.png").write_bytes(b"png")
    app = Starlette(routes=[Route("/{rest:path}", framework)], middleware=[Middleware(Assets, tmp_path)])
    return TestClient(app)


def test_a_script_comes_squeezed_whole_and_to_be_kept(http):
    for _ in range(2):
        answer = http.get("/static/js/index.abc.js")
        assert answer.text == SCRIPT and answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) < len(SCRIPT) / 5
        assert "immutable" in answer.headers["cache-control"] and answer.headers["content-type"].startswith("text/jav")


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/js/index.abc.js", {"accept-encoding": "identity"}),
        ("/static/js/index.abc.js", {"range": "bytes=0-9"}),
        ("/static/picture.png", {}),
        ("/static/js/../../etc/passwd", {}),
        ("/static/%2e%2e/secret.js", {}),
        ("/js/index.abc.js", {}),
    ],
)
def test_everything_else_is_the_frameworks(http, path, headers):
    assert http.get(path, headers=headers).text == "the framework's answer"


def test_the_framework_has_such_files():
    assert any(framework_files().glob("js/index.*.js"))
