"""Our own HTTP routes beside the screens: signing in, uploads, pictures, downloads, health. All ask the actions."""
