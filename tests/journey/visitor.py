"""A visitor without a browser: signs in over HTTP and runs screens over the websocket, as the page's script would."""

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.support import PASSWORD

CHUNK = 1 << 20


class Visitor:
    """One person; `http` holds their cookies."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=60)

    def welcome(self) -> "Visitor":
        self.http.post("/welcome", data={"what": "real", "name": "root", "password": PASSWORD})
        self.http.cookies.clear()
        return self

    def sign_up(self, name: str) -> "Visitor":
        answer = self.http.post("/sign-up", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303, f"{answer.status_code} {answer.text[:200]}"
        return self

    def screen(self, path: str = "", query: str = "", timeout: float = 60) -> list[ForwardMsg]:
        """Everything the server sends for one run of a screen in a tab that is opened for it."""
        with Tab(self) as tab:
            return tab.screen(path, query, timeout)

    def upload(self, case_id: str, files: dict[str, bytes]) -> list[str]:
        """Sends files as the page does; the hashes of the papers."""
        listed = [{"path": name, "size": len(data)} for name, data in files.items()]
        begun = self.http.post(f"/upload/{case_id}", json={"files": listed})
        assert begun.status_code == 201, begun.text
        where = f"/upload/{case_id}/{begun.json()['upload']}"
        for number, data in enumerate(files.values()):
            for start in range(0, len(data), CHUNK):
                part, offset = data[start : start + CHUNK], {"Upload-Offset": str(start)}
                assert self.http.patch(f"{where}/{number}", content=part, headers=offset).status_code == 200
        done = self.http.post(where)
        assert done.status_code == 200, done.text
        return [paper["sha256"] for paper in done.json()["papers"]]


class Tab:
    """A tab that stays open: its screens are runs of one session."""

    def __init__(self, visitor: Visitor) -> None:
        cookies = "; ".join(f"{name}={value}" for name, value in visitor.http.cookies.items())
        address = visitor.url.replace("http", "ws") + "/_stcore/stream"
        headers = {"Cookie": cookies, "Origin": visitor.url}
        opened = connect(address, additional_headers=headers, subprotocols=["streamlit"], max_size=None)
        self._line = opened.__enter__()
        self._hashes: dict[str, str] = {}

    def __enter__(self) -> "Tab":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def screen(self, path: str = "", query: str = "", timeout: float = 60) -> list[ForwardMsg]:
        """Everything the server sends for one run."""
        back = BackMsg()
        back.rerun_script.query_string = query
        if path in self._hashes:
            back.rerun_script.page_script_hash = self._hashes[path]
        else:
            back.rerun_script.page_name = path
        self._line.send(back.SerializeToString())
        messages = []
        while True:
            message = ForwardMsg.FromString(self._line.recv(timeout=timeout))
            messages.append(message)
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self._hashes = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            if kind == "script_finished":
                return messages

    def close(self) -> None:
        self._line.__exit__(None, None, None)
