#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/bench/peers/peers.sh BUILD: give ddlect and its peers the same difference between
# two databases, and print how long each took, its memory, whether what it wrote applies,
# whether the catalogs are then the wanted ones, and whether it has a down that restores the
# old ones. Run it with tests/live/server.sh. Every peer is optional: one that can't be
# installed is named, with the reason. Nothing is installed outside of BUILD/peers.
#
#   SIZES    how many tables (100 1000)
#   LIMIT    seconds that each may take (120)
set -eu

build=$(readlink -f "$1")
here=$(cd "$(dirname "$0")" && pwd)
tests=$(cd "$here/../.." && pwd)
home=$build/peers
limit=${LIMIT:-120}
mkdir -p "$home"
dir=$(mktemp -d /tmp/ddlect-peers.XXXXXX)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

# installing

# try PEER COMMAND…: run an installation; what it says last is the reason when it fails.
try()
{
	peer=$1
	shift
	if timeout 300 "$@" >"$home/$peer.log" 2>&1; then
		return 0
	fi
	echo "$peer: not installed: $(grep -v '^$' "$home/$peer.log" | tail -n 1 | cut -c 1-150)"
	return 1
}

go_command() # NAME MODULE PACKAGE
{
	mkdir -p "$home/$1.src"
	cd "$home/$1.src"
	[ -f go.mod ] || go mod init "peers/$1"
	go get "$2@latest"
	GOBIN=$home go install "$3"
}

install_atlas()
{
	mkdir -p "$home/atlas.src"
	cp "$here/atlas.go" "$home/atlas.src/main.go"
	cd "$home/atlas.src"
	[ -f go.mod ] || go mod init peers/atlas
	go get ariga.io/atlas@latest github.com/lib/pq@latest
	go mod tidy
	go build -o "$home/atlas" .
}

install_migra()
{
	python3 -m venv "$home/migra"
	"$home/migra/bin/pip" install -q 'setuptools<80' 'sqlalchemy<2' migra psycopg2-binary
	"$home/migra/bin/migra" --help
}

install_drizzle()
{
	mkdir -p "$home/drizzle"
	cd "$home/drizzle"
	[ -f package.json ] || npm init -y
	npm install --silent --no-audit --no-fund drizzle-kit drizzle-orm pg
}

install_apgdiff()
{
	command -v java
	mkdir -p "$home/apgdiff"
	cd "$home/apgdiff"
	apt-get download apgdiff
	dpkg -x ./*.deb .
	cp usr/share/java/apgdiff-*.jar apgdiff.jar
}

if [ "${2:-}" = --install ]; then
	shift 2
	"$@"
	exit
fi

have=
add() # PEER FILE COMMAND…: usable when FILE is there, after COMMAND if need be
{
	peer=$1
	file=$2
	shift 2
	[ -e "$file" ] || try "$peer" "$here/peers.sh" "$build" --install "$@" || return 0
	have="$have $peer"
}

# Functions don't reach a child, so an installation is this script again.
add psqldef "$home/psqldef" go_command psqldef github.com/sqldef/sqldef/v3 \
	github.com/sqldef/sqldef/v3/cmd/psqldef
add pg-schema-diff "$home/pg-schema-diff" go_command pg-schema-diff \
	github.com/stripe/pg-schema-diff github.com/stripe/pg-schema-diff/cmd/pg-schema-diff
add atlas "$home/atlas" install_atlas
add migra "$home/migra/bin/migra" install_migra
add drizzle-kit "$home/drizzle/node_modules/.bin/drizzle-kit" install_drizzle
add apgdiff "$home/apgdiff/apgdiff.jar" install_apgdiff

# how each writes a difference, to stdout

cat >run.sh <<'END'
set -eu
peer=$1 old=$2 new=$3 build=$4 home=$build/peers
url() { echo "postgres://postgres@/$1?host=$PGHOST&sslmode=disable"; }
case $peer in
ddlect)
	"$build/ddlect" generate -q -force -plugin-dir "$build/dialects" -provider two.dbml \
		-dsn "$(url "$old")" -path ddlect -prefix 1_two
	cat ddlect/postgres/1_two.up.sql ;;
psqldef)
	pg_dump -s "$new" >new.sql
	"$home/psqldef" -h "$PGHOST" -U postgres --dry-run --enable-drop "$old" <new.sql ;;
pg-schema-diff)
	"$home/pg-schema-diff" plan --from-dsn "$(url "$old")" --to-dsn "$(url "$new")" \
		--output-format sql ;;
atlas)
	"$home/atlas" "$(url "$old")" "$(url "$new")" ;;
migra)
	status=0
	"$home/migra/bin/migra" --unsafe "postgresql://postgres@/$old?host=$PGHOST" \
		"postgresql://postgres@/$new?host=$PGHOST" || status=$?
	[ "$status" -eq 2 ] || exit 1 ;; # its word for "there is a difference"
apgdiff)
	# Newer dumps start with a command of psql's, which it can't read.
	pg_dump -s "$old" | grep -v '^.[a-z]*restrict ' >old.sql
	pg_dump -s "$new" | grep -v '^.[a-z]*restrict ' >new.sql
	java -jar "$home/apgdiff/apgdiff.jar" --ignore-start-with old.sql new.sql ;;
drizzle-kit)
	# It compares a schema in TypeScript with its own snapshot: both are pulled first.
	work=$home/drizzle/work
	rm -rf "$work"
	mkdir -p "$work"
	cd "$home/drizzle"
	for side in old new; do
		eval "name=\$$side"
		printf 'export default { dialect: "postgresql", out: "./work/%s", schema: %s,
			dbCredentials: { url: "%s" } };\n' "$side" '"./work/new/schema.ts"' \
			"postgres://postgres@localhost/$name?host=$PGHOST" >"work/$side.config.ts"
		node_modules/.bin/drizzle-kit pull --config "work/$side.config.ts" >&2
	done
	# It asks a person, on a terminal, whether a new column is an old one renamed. No.
	while sleep 0.2; do printf '\r'; done | script -qec \
		"node_modules/.bin/drizzle-kit generate --config work/old.config.ts" \
		/dev/null >&2
	cat work/old/0001_*.sql ;;
esac
END

down()
{
	case $1 in
	ddlect) cat ddlect/postgres/1_two.down.sql ;;
	atlas) "$home/atlas" -down "postgres://postgres@/$2?host=$PGHOST&sslmode=disable" \
		"postgres://postgres@/$3?host=$PGHOST&sslmode=disable" ;;
	*) return 1 ;;
	esac
}

# judging

catalog()
{
	{
		echo "SET search_path = pg_catalog; PREPARE c(text[]) AS"
		cat "$tests/live/catalog.sql"
		echo "; SET search_path = ''; EXECUTE c('{public}');"
	} | psql -XqAt -d "$1" | grep -v '^order '
}

copy()
{
	psql -Xqc "DROP DATABASE IF EXISTS result"
	psql -Xqc "CREATE DATABASE result TEMPLATE $1"
}

applies() { psql -Xqv ON_ERROR_STOP=1 -d result -f "$1" >apply.log 2>&1; }

judge()
{
	peer=$1
	result=$("$build/tests/bench/measure" 1 timeout "$limit" sh run.sh "$peer" "$old" \
		"$new" "$build" 2>"$peer.err") || :
	status=${result##* }
	ms=${result%% *}
	kib=${result#* }
	if [ "$status" -ne 0 ]; then
		why=$(grep -v '^$' "$peer.err" | tail -n 1 | cut -c 1-60)
		[ "$status" -ne 124 ] || why="gave up after $limit s"
		printf '%-15s %8.0f ms %5d MiB  failed: %s\n' "$peer" "$ms" \
			"$((${kib% *} / 1024))" "$why"
		return
	fi
	sh run.sh "$peer" "$old" "$new" "$build" >"$peer.sql" 2>/dev/null
	copy "$old"
	apply=no right=no back=none
	if applies "$peer.sql"; then
		apply=yes
		catalog result >result.txt
		cmp -s new.txt result.txt && right=yes
		if down "$peer" "$old" "$new" >"$peer.down.sql" 2>/dev/null; then
			back=wrong
			applies "$peer.down.sql" && catalog result >result.txt &&
				cmp -s old.txt result.txt && back=restores
		fi
	fi
	printf '%-15s %8.0f ms %5d MiB  applies: %-3s  right: %-3s  down: %s\n' "$peer" "$ms" \
		"$((${kib% *} / 1024))" "$apply" "$right" "$back"
}

for n in ${SIZES:-100 1000}; do
	old=old_$n
	new=new_$n
	for edition in one two; do
		awk -v n="$n" -v edition="$([ $edition = one ] && echo 1 || echo 2)" \
			-f "$here/../tables.awk" >$edition.dbml
		"$build/ddlect" generate -q -full -dialect postgres -plugin-dir "$build/dialects" \
			-provider $edition.dbml -path "$edition$n" -prefix 1_a
	done
	psql -Xqc "CREATE DATABASE $old TEMPLATE template0" -c "CREATE DATABASE $new TEMPLATE template0"
	psql -Xqv ON_ERROR_STOP=1 -d "$old" -f "one$n/postgres/1_a.up.sql"
	psql -Xqv ON_ERROR_STOP=1 -d "$new" -f "two$n/postgres/1_a.up.sql"
	catalog "$old" >old.txt
	catalog "$new" >new.txt
	echo "$n tables of 20 columns, a change in every hundredth"
	for peer in ddlect $have; do
		judge "$peer"
	done
done
