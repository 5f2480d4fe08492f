#!/bin/bash
# Point-in-time recovery, tried from end to end on this machine: a PostgreSQL with WAL archiving, a
# base backup, work, a mistake, and a second server brought to the moment before it. Then a standby
# that follows and takes over. In a throw-away folder, on free ports; ends what it starts.
# Run as a user that is not root (PostgreSQL refuses root), for example: sudo -u postgres ./pitr-check.sh
# Needs PostgreSQL 15 or newer; PG_BIN names its folder where it is not found. Some 20 seconds.
set -euo pipefail
# shellcheck disable=SC2012 # the folders are named by a number
PG_BIN=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)}
export PATH="${PG_BIN:+$PG_BIN:}$PATH"
command -v pg_basebackup >/dev/null || { echo "pitr-check.sh: set PG_BIN to PostgreSQL's folder of programs" >&2; exit 2; }
[ "$(id -u)" != 0 ] || { echo "pitr-check.sh: run it as another user than root" >&2; exit 2; }

work=$(mktemp -d)
main=$work/main back=$work/back standby=$work/standby archive=$work/archive
stop_all() {
    for data in "$main" "$back" "$standby"; do
        [ ! -f "$data/postmaster.pid" ] || pg_ctl -D "$data" stop -m immediate >/dev/null 2>&1 || true
    done
    rm -rf "$work"
}
trap stop_all EXIT
trap 'exit 1' INT TERM
port() { python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])'; }
say() { echo "--- $*"; }
sql() { psql -X -q -A -t -v ON_ERROR_STOP=1 -h "$work" -p "$1" -d postgres -c "$2"; }
until_true() { # PORT QUERY: asked for up to 20 s
    for _ in $(seq 200); do [ "$(sql "$1" "$2" 2>/dev/null || true)" = t ] && return; sleep 0.1; done
    echo "FAULT never true: $2" >&2; exit 1
}
p_main=$(port) p_back=$(port) p_standby=$(port)
mkdir "$archive"

say "a server with checksums that archives its WAL"
initdb -D "$main" --data-checksums -A trust -U postgres >/dev/null
cat >> "$main/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$work'
port = $p_main
synchronous_commit = on
fsync = on
full_page_writes = on
wal_level = replica
max_wal_senders = 5
wal_keep_size = 64MB
archive_mode = on
# Copied under another name, synced, and only then named: a file that is there is whole. A file
# that is there already is never written over.
archive_command = 'test ! -f $archive/%f && cp %p $archive/%f.part && sync $archive/%f.part && mv $archive/%f.part $archive/%f'
archive_timeout = 60
CONF
pg_ctl -D "$main" -w -l "$work/main.log" start >/dev/null
sql "$p_main" "create table article(id int primary key, title text not null)"
sql "$p_main" "insert into article select n, 'bài '||n from generate_series(1,1000) n"

say "a base backup, verified"
pg_basebackup -h "$work" -p "$p_main" -U postgres -D "$back" --checkpoint=fast --wal-method=none --no-password 2>/dev/null
pg_verifybackup --no-parse-wal "$back" >/dev/null

say "work after the backup, then a mistake"
sql "$p_main" "insert into article select n, 'sau bản lưu '||n from generate_series(1001,1500) n"
sleep 1.2
moment=$(sql "$p_main" "select clock_timestamp()")
sleep 1.2
sql "$p_main" "drop table article"
sql "$p_main" "create table mistake()"
sql "$p_main" "select pg_switch_wal()" >/dev/null
until_true "$p_main" "select last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 16777216) and failed_count = 0 from pg_stat_archiver"

say "recovery to $moment"
cat >> "$back/postgresql.conf" <<CONF
port = $p_back
archive_mode = off
restore_command = 'cp $archive/%f %p'
recovery_target_time = '$moment'
# Stops there and lets one look; promoted by hand.
recovery_target_action = pause
CONF
touch "$back/recovery.signal"
pg_ctl -D "$back" -w -l "$work/back.log" start >/dev/null
until_true "$p_back" "select pg_get_wal_replay_pause_state() = 'paused'"
# A table that was being dropped at that moment is locked until the promotion: the drop has been
# read, its commit has not. Counting before it would wait for ever.
sql "$p_back" "select pg_promote()" >/dev/null
until_true "$p_back" "select not pg_is_in_recovery()"
found=$(sql "$p_back" "set statement_timeout = '10s'; select count(*) from article")
[ "$found" = 1500 ] || { echo "FAULT: $found articles, expected 1500" >&2; exit 1; }
sql "$p_back" "insert into article values (1501, 'viết được')"
echo "ok    1500 articles are back, the mistake is not, and it can be written to"
pg_ctl -D "$back" -w stop >/dev/null

say "a standby that follows and takes over"
pg_basebackup -h "$work" -p "$p_main" -U postgres -D "$standby" --checkpoint=fast --wal-method=stream -R -C -S standby1 --no-password 2>/dev/null
cat >> "$standby/postgresql.conf" <<CONF
port = $p_standby
archive_mode = off
CONF
pg_ctl -D "$standby" -w -l "$work/standby.log" start >/dev/null
until_true "$p_main" "select count(*) = 1 from pg_stat_replication where state = 'streaming'"
sql "$p_main" "alter system set synchronous_standby_names = 'walreceiver'"
sql "$p_main" "select pg_reload_conf()" >/dev/null
until_true "$p_main" "select count(*) = 1 from pg_stat_replication where sync_state = 'sync'"
sql "$p_main" "create table kept(n int)"
sql "$p_main" "insert into kept select generate_series(1,100)"
pg_ctl -D "$main" stop -m immediate >/dev/null
pg_ctl -D "$standby" -w promote >/dev/null
found=$(sql "$p_standby" "select count(*) from kept")
[ "$found" = 100 ] || { echo "FAULT: $found rows on the standby, expected 100" >&2; exit 1; }
sql "$p_standby" "alter system reset synchronous_standby_names" 
sql "$p_standby" "select pg_reload_conf()" >/dev/null
sql "$p_standby" "insert into kept values (101)"
echo "ok    after the first server was killed the standby has every acknowledged row and is written to"
