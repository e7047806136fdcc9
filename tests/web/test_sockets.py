"""The sockets the process listens on."""

import socket

from assistant.web.sockets import answer_at_once


def test_what_is_written_to_an_accepted_connection_goes_out_at_once():
    with socket.socket(socket.AF_INET) as listening:  # as the framework opens it: the protocol is not named
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert answer_at_once() >= 1
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
