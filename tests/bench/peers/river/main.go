// Measures River on SQLite, in WAL mode and with synchronous=full: one row, printed as a line of
// JSON.
// usage: river drain-BATCH N DATABASE         queued in batches, then run, 100 at once
//
//	river start-latency N DATABASE       added to an idle client, which polls each millisecond
//
// SPDX-License-Identifier: LGPL-2.1-or-later
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	_ "modernc.org/sqlite"
)

const (
	room    = 100
	pragmas = "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)" +
		"&_txlock=immediate"
)

type noArgs struct{}

func (noArgs) Kind() string { return "note" }

type worker struct {
	river.WorkerDefaults[noArgs]
	started chan time.Time
}

func (w *worker) Work(context.Context, *river.Job[noArgs]) error {
	if w.started != nil {
		w.started <- time.Now()
	}
	return nil
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func say(value float64, unit string, more map[string]any) {
	json.NewEncoder(os.Stdout).Encode(map[string]any{"value": value, "unit": unit, "more": more})
}

// One connection, as River's driver for SQLite wants it.
func open(ctx context.Context, path string, worker *worker) *river.Client[*sql.Tx] {
	db := must(sql.Open("sqlite", "file:"+path+pragmas))
	db.SetMaxOpenConns(1)
	driver := riversqlite.New(db)
	migrator := must(rivermigrate.New(driver, nil))
	must(migrator.Migrate(ctx, rivermigrate.DirectionUp, nil))

	workers := river.NewWorkers()
	river.AddWorker(workers, worker)
	return must(river.NewClient(driver, &river.Config{
		FetchCooldown:     time.Millisecond,
		FetchPollInterval: time.Millisecond,
		Logger:            slog.New(slog.NewTextHandler(io.Discard, nil)),
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: room}},
		Workers:           workers,
	}))
}

func drain(ctx context.Context, n, batch int, path string) {
	client := open(ctx, path, &worker{})
	batchOf := make([]river.InsertManyParams, batch)
	for i := range batchOf {
		batchOf[i].Args = noArgs{}
	}
	n = max(1, n/batch) * batch

	begun := time.Now()
	for done := 0; done < n; done += batch {
		must(client.InsertManyFast(ctx, batchOf))
	}
	added := time.Since(begun)
	events, cancel := client.SubscribeConfig(&river.SubscribeConfig{
		ChanSize: n, Kinds: []river.EventKind{river.EventKindJobCompleted}})
	defer cancel()
	if err := client.Start(ctx); err != nil {
		must(0, err)
	}
	for range n {
		<-events
	}
	all := time.Since(begun)
	must(0, client.Stop(ctx))
	say(float64(n)/all.Seconds(), "jobs/s", map[string]any{
		"n": n, "added_per_s": float64(n) / added.Seconds(),
		"drained_per_s": float64(n) / (all - added).Seconds()})
}

func startLatency(ctx context.Context, n int, path string) {
	worker := &worker{started: make(chan time.Time, 1)}
	client := open(ctx, path, worker)
	must(0, client.Start(ctx))
	us := make([]float64, 0, n)
	for i := range n + 10 {
		time.Sleep(5 * time.Millisecond)
		begun := time.Now()
		must(client.Insert(ctx, noArgs{}, nil))
		late := (<-worker.started).Sub(begun)
		if i >= 10 { // the first ones meet a client that is still starting
			us = append(us, float64(late.Nanoseconds())/1e3)
		}
	}
	must(0, client.Stop(ctx))
	sort.Float64s(us)
	say(us[len(us)/2], "us", map[string]any{
		"p50_us": us[len(us)/2], "p99_us": us[len(us)*99/100], "n": len(us)})
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: river ROW N DATABASE")
		os.Exit(2)
	}
	ctx := context.Background()
	row, n, path := os.Args[1], must(strconv.Atoi(os.Args[2])), os.Args[3]
	if batch, found := strings.CutPrefix(row, "drain-"); found {
		drain(ctx, n, must(strconv.Atoi(batch)), path)
	} else if row == "start-latency" {
		startLatency(ctx, n, path)
	} else {
		must(0, fmt.Errorf("no row %s", row))
	}
}
