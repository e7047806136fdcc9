"""An identity provider on this machine, for tests: signs whoever it is told to be."""

import secrets
import threading
import time

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route


class IdentityProvider:
    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.claims = {"sub": "u1", "email": "nurse@example.org", "name": "Nurse Dana", "groups": ["coordinators"]}
        self.nonce = None  # say another one than was asked for
        self.key = RSAKey.generate_key(2048, parameters={"kid": "k1", "alg": "RS256", "use": "sig"})
        self._codes = {}
        routes = [
            Route("/.well-known/openid-configuration", self._metadata),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/jwks", self._jwks),
        ]
        config = uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=port, log_level="critical")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def start(self):
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)
        return self

    def stop(self):
        self._server.should_exit = True
        self._thread.join(10)

    async def _metadata(self, _):
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _authorize(self, request):
        asked = request.query_params
        assert asked["code_challenge_method"] == "S256" and asked["nonce"] and asked["state"]
        code = secrets.token_hex(8)
        self._codes[code] = asked["nonce"]
        return RedirectResponse(f"{asked['redirect_uri']}?code={code}&state={asked['state']}", 302)

    async def _token(self, request):
        form = await request.form()
        nonce, now = self._codes.pop(form["code"]), int(time.time())
        assert form["code_verifier"]
        claims = {"iss": self.url, "aud": "sop", "exp": now + 60, "iat": now, "nonce": self.nonce or nonce}
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, claims | self.claims, self.key)
        return JSONResponse({"access_token": "at", "token_type": "Bearer", "expires_in": 60, "id_token": token})

    async def _jwks(self, _):
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})
