"""The script Streamlit runs for every screen.

Streamlit puts it in the place of `__main__`, and a process that starts meanwhile (the sandbox's readers) imports it
under another name: it must then do nothing, not even import.
"""

if __name__ == "__main__":
    from assistant.ui.run import run

    run()
