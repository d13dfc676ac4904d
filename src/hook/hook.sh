#!/bin/sh
# hook.sh NODE AGENT EVENT, the agent's payload on standard input: the start of a session without Node.
# It says what was prepared for it (src/app/prepare-hooks.ts) where nothing has changed since; any doubt, and Node decides.
node=$1 agent=$2 event=$3
case $0 in */*) dist=${0%/*} ;; *) dist=. ;; esac

IFS= read -r payload
decide() {
  case $payload in
    *'}') printf '%s\n' "$payload" | NODE_EXTRA_CA_CERTS= "$node" "$dist/hook.cjs" "$agent" "$event" ;;
    *) { printf '%s\n' "$payload"; cat; } | NODE_EXTRA_CA_CERTS= "$node" "$dist/hook.cjs" "$agent" "$event" ;;
  esac
  exit 0
}

[ -z "$TWELVEFOLD_WORKER" ] || exit 0
[ -z "$TWELVEFOLD_SCRATCH" ] || decide
# Copilot and Cursor run Claude Code's hooks too, beside their own.
[ "$agent" != claude-code ] || [ -z "$COPILOT_CLI$CURSOR_VERSION" ] || exit 0

# One short line, a new session, in this very folder.
[ "${#payload}" -lt 3000 ] || decide
case $payload in
  *'"source":"startup"'*'}' | *'"source": "startup"'*'}' | *'"source":"new"'*'}') ;;
  *) decide ;;
esac
case $payload in *"\"cwd\":\"$PWD\""* | *"\"cwd\": \"$PWD\""*) ;; *) decide ;; esac
case $payload in
  *'"session_id":"'*) session=${payload#*\"session_id\":\"} ;;
  *'"session_id": "'*) session=${payload#*\"session_id\": \"} ;;
  *'"sessionId":"'*) session=${payload#*\"sessionId\":\"} ;;
  *) decide ;;
esac
session=${session%%\"*}
case $session in '' | *[!A-Za-z0-9_-]*) decide ;; esac
[ "${#session}" -le 100 ] || decide

# The checkout: a folder .git, or a file that names one.
root=$PWD
until [ -e "$root/.git" ]; do
  case $root in '' | /) decide ;; esac
  root=${root%/*}
done
if [ -d "$root/.git" ]; then
  common=$root/.git name=@
else
  IFS= read -r gitdir <"$root/.git" || [ -n "$gitdir" ] || decide
  gitdir=${gitdir#gitdir: }
  case $gitdir in /*) ;; *) gitdir=$root/$gitdir ;; esac
  [ -f "$gitdir/commondir" ] || decide
  IFS= read -r common <"$gitdir/commondir" || [ -n "$common" ] || decide
  case $common in /*) ;; *) common=$gitdir/$common ;; esac
  name=${gitdir##*/}
fi

# What was prepared, and whether it still holds.
start=$common/twelvefold/cache/start/$name
spool=$common/twelvefold/state/spool
[ -f "$start/stamp" ] && [ -f "$start/$agent.out" ] && [ -d "$spool" ] || decide
while IFS= read -r line; do
  path=${line#??}
  case $line in
    '>'*) [ ! "$path" -nt "$start/stamp" ] || decide ;;
    '='*) [ -e "$path" ] || decide ;;
  esac
done <"$start/watch" 2>/dev/null || decide
IFS= read -r given <"$start/given" || decide

# The sweep, where an earlier session left work for it.
set -- "$spool"/*.json
[ ! -e "$1" ] || [ -n "$TWELVEFOLD_TRIAL" ] || (
  trap '' HUP INT
  NODE_EXTRA_CA_CERTS= TWELVEFOLD_WORKER=1 "$node" "$dist/../bin/twelvefold.mjs" forge --pending </dev/null >/dev/null 2>&1 &
)

# Noted before it is said, and by one hook only.
note=$spool/start.$agent.$session.json
[ ! -e "$note" ] || exit 0
[ ! -e "$spool/job.$agent.$session.json" ] || decide
set -C
{ printf '{"schema":1,"agent":"%s","given":%s,"payload":%s}\n' "$agent" "$given" "$payload" >"$note"; } 2>/dev/null || decide
[ -s "$start/$agent.out" ] || exit 0
exec cat "$start/$agent.out"
