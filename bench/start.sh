#!/bin/sh
# How long `./run demo` takes until the first page answers: once as it is found, once more warm.
#   sh bench/start.sh [PORT]     (from a fresh clone on a bare Debian the first figure is the one from nothing)
set -eu
cd "$(dirname "$0")/.."
port=${1:-8765}
folder=$(mktemp -d)
server=0
stop() {
    [ "$server" = 0 ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; }
    server=0
}
trap 'stop; rm -rf "$folder"' EXIT INT TERM

answers() { # does the port take a connection? (a bare Debian has neither curl nor Python at the start)
    [ -x .venv/bin/python ] && .venv/bin/python -c "
import sys, urllib.request
sys.exit(urllib.request.urlopen('http://127.0.0.1:$port/sign-in').status != 200)" 2>/dev/null
}

for turn in first again; do
    begun=$(date +%s%N)
    ./run demo --port "$port" --folder "$folder/demo" >"$folder/log" 2>&1 &
    server=$!
    until answers; do
        kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
        sleep 0.1
    done
    echo "$turn: first page after $((($(date +%s%N) - begun) / 1000000)) ms"
    stop
done
