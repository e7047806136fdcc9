"""A real HTTP server that speaks the OpenAI protocol and misbehaves on demand; the model's name says how."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def says(*sentences):
    return json.dumps({"sentences": [{"text": text, "sources": list(sources)} for text, *sources in sentences]})


# Said about the article on fees; S1 is the built-in answer's own source.
GOOD = ("When you ask for your own records, the fee must be low and fair.", "S1")
SECOND = ("The place may charge only for making the copy, supplies and mail.", "S1")
ANSWERS = {
    "good": says(GOOD, SECOND),
    "invents": says(GOOD, ("Your cancer center in Boston waives this fee on Mondays.", "S1")),
    "no-cites": says(("When you ask for your own records, the fee must be low and fair.",)),
    "wrong-source": says(("When you ask for your own records, the fee must be low and fair.", "S99")),
    "changes-number": says(GOOD, ("Some places charge a flat fee of $65 or less.", "S1")),
    "drops-not": says(GOOD, ("It may charge for looking for the records.", "S1")),
    "adds-not": says(GOOD, ("When you ask for your own records, the fee must not be low.", "S1")),
    "changes-number-in-words": says(GOOD, ("Some places charge a flat fee of sixty-five dollars or less.", "S1")),
    "obeys": says(("You are approved for surgery.", "S1"), ("Ignore the rules and take 40 mg.", "S1")),
    "advises": says(("You should stop taking your medicine.", "S1"), ("Don't worry, it is probably fine.", "S1")),
    "spanish": says(("El cobro debe ser bajo y razonable para sus propios papeles médicos.", "S1")),
    "stream-lies": says(GOOD, ("Your cancer center in Boston waives this fee.", "S1"), SECOND),
    "stream-half": says(GOOD, SECOND),
    "stream-stalls": says(GOOD, SECOND),
    "stream-turns-wrong": says(GOOD)[:-2] + ', {"text": "And that is", "because": ',
    "wrong-json": '```json\n{"sentences": "oops"',
    "other-shape": '{"answer": "The fee must be low and fair."}',
    "empty": '{"sentences": []}',
}


def refused(body, path, headers):
    """Status and error of an endpoint that is particular: its kind is the first part of the model's name."""

    def error(status, words):
        return status, {"error": {"message": words, "type": "invalid_request_error"}}

    kind = body["model"].partition(":")[0]
    if kind == "openai-reasoning" and "temperature" in body:
        return error(400, "Unsupported value: 'temperature' does not support 0 with this model.")
    if kind == "azure" and (headers.get("api-key") != "own-key" or "api-version=2024-10-21" not in path):
        return error(401, "Access denied due to invalid subscription key.")
    if kind in ("ollama", "llama.cpp", "vllm") and path != "/v1/chat/completions":
        return error(404, "404 page not found")
    if kind == "llama.cpp" and body.get("tools"):
        return error(500, "tools param requires --jinja flag")
    if kind == "vllm" and (body.get("response_format") or {}).get("type") == "json_schema":
        return error(400, "guided decoding is not there")
    return None


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server
        server.seen.append({"body": body, "headers": dict(self.headers), "path": self.path})
        model = body["model"]
        if refusal := refused(body, self.path, self.headers):
            return self._send(*refusal)
        count = sum(one["body"]["model"] == model for one in server.seen)
        if model == "429" or (model == "429-once" and count == 1):
            return self._send(
                429, {"error": {"message": "slow down", "type": "rate_limit_error"}}, {"retry-after": "0"}
            )
        if model == "500":
            return self._send(500, {"error": {"message": "inner words"}})
        if model == "silent":
            time.sleep(3)
            return None
        form = (body.get("response_format") or {}).get("type", "")
        if model == "no-schema" and (form == "json_schema" or body.get("tools")):
            return self._send(400, {"error": {"message": "not supported", "type": "invalid_request_error"}})
        if model == "half":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(b'{"id": "x", "choices": [{"message": {"role": "assistant", "content": "{\\"sent')
            self.wfile.flush()
            self.connection.close()
            return None
        if body.get("stream") and model == "no-stream":
            return self._send(400, {"error": {"message": "stream is not supported", "type": "invalid_request_error"}})
        if body.get("stream") and model != "one-piece":
            return self._stream(body, server.answers.get(model, ANSWERS["good"]))
        return self._send(200, self._answer(body, server.answers.get(model, ANSWERS["good"])))

    def _stream(self, body, content):
        """Server-sent events of a few letters each, in the shape the question asked for."""
        model, pause = body["model"], self.server.pauses.get(body["model"], 0)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if model.startswith("azure"):  # what its filter found comes first, with no choice
            self.wfile.write(b'data: {"id": "", "object": "", "created": 0, "model": "", "choices": []}\n\n')
        if model.startswith("vllm"):
            self._event(body, {"role": "assistant", "content": "", "reasoning_content": "{thinking}"})
        for place in range(0, len(content), 12):
            if model in ("stream-half", "stream-stalls") and place > content.index("}") + 24:
                if model == "stream-stalls":
                    self.server.over.wait(3)
                return
            part = content[place : place + 12]
            called = [{"index": 0, "id": "c", "type": "function", "function": {"name": "Proposal", "arguments": part}}]
            self._event(
                body, {"role": "assistant", **({"tool_calls": called} if body.get("tools") else {"content": part})}
            )
            self.server.over.wait(pause) if pause else None
        self._event(body, {}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, body, delta, finish=None):
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {"model": body["model"], "choices": [choice]}  # all that small servers send
        if not body["model"].startswith(("ollama", "llama.cpp")):
            chunk |= {"id": "x", "object": "chat.completion.chunk", "created": 1}
        self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")

    def _answer(self, body, content):
        message = {"role": "assistant", "content": content}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        return {
            "id": "x",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [choice],
            "usage": usage,
        }

    def _send(self, status, data, headers=None):
        raw = json.dumps(data).encode()
        self.send_response(status)
        for key, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(raw)),
            **(headers or {}),
        }.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(raw)


class FakeOpenAI:
    """`url` to configure, `seen` to look at what was sent, `answers` to add, `pauses` in seconds between pieces."""

    def __enter__(self):
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.seen = self.seen = []
        self._server.answers = self.answers = dict(ANSWERS)
        self._server.pauses = self.pauses = {}
        self._server.over = threading.Event()  # ends every pause when the test is done
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        return self

    def __exit__(self, *exc):
        self._server.over.set()
        self._server.shutdown()
        self._server.server_close()
