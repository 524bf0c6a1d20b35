// SPDX-License-Identifier: Apache-2.0

// atlas FROM TO: what Atlas writes to lead from one live database to another. Its command
// isn't published as a module, the library that does the work is; this is the command's
// path through it: inspect both, diff, plan. With -down it prints the reverse statements.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
	_ "github.com/lib/pq"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func inspect(dsn string) (migrate.Driver, *schema.Schema) {
	db, err := sql.Open("postgres", dsn)
	check(err)
	driver, err := postgres.Open(db)
	check(err)
	found, err := driver.InspectSchema(context.Background(), "public", nil)
	check(err)
	return driver, found
}

func main() {
	down := os.Args[1] == "-down"
	args := os.Args[1:]
	if down {
		args = args[1:]
	}
	driver, from := inspect(args[0])
	_, to := inspect(args[1])
	changes, err := driver.SchemaDiff(from, to)
	check(err)
	plan, err := driver.PlanChanges(context.Background(), "bench", changes)
	check(err)
	for i := range plan.Changes {
		if !down {
			fmt.Println(plan.Changes[i].Cmd + ";")
			continue
		}
		reverse, err := plan.Changes[len(plan.Changes)-1-i].ReverseStmts()
		check(err)
		fmt.Println(strings.Join(reverse, ";\n") + ";")
	}
}
