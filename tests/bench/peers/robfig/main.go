// Measures robfig/cron: one row, printed as a line of JSON (next-fire prints a table).
// usage: robfig ticks|burst SECONDS N-SCHEDULES
//
//	robfig schedules N
//	robfig next-fire CASES
//
// SPDX-License-Identifier: LGPL-2.1-or-later
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"sync"
	"time"

	"github.com/robfig/cron/v3"
)

// So many fires, one each second from first on.
type everySecond struct {
	first time.Time
	n     int
}

func (s everySecond) Next(now time.Time) time.Time {
	fire := 0
	if !now.Before(s.first) {
		fire = int(now.Sub(s.first)/time.Second) + 1
	}
	if fire >= s.n {
		return time.Time{}
	}
	return s.first.Add(time.Duration(fire) * time.Second)
}

type lateness struct {
	sync.Mutex
	us []float64
}

// How late a fire of that phase starts; none takes as long as 900 ms.
func (l *lateness) note(first time.Time) {
	late := time.Since(first) % time.Second
	if late > 900*time.Millisecond {
		late -= time.Second
	}
	l.Lock()
	l.us = append(l.us, float64(late.Nanoseconds())/1e3)
	l.Unlock()
}

func percentile(sorted []float64, share float64) float64 {
	return sorted[max(0, int(share*float64(len(sorted))+0.999999)-1)]
}

func say(value float64, unit string, more map[string]any) {
	json.NewEncoder(os.Stdout).Encode(map[string]any{"value": value, "unit": unit, "more": more})
}

func sayTimes(us []float64, more map[string]any) {
	if len(us) == 0 {
		fmt.Fprintln(os.Stderr, "no schedule has fired")
		os.Exit(1)
	}
	sort.Float64s(us)
	more["p50_us"] = percentile(us, 0.5)
	more["p99_us"] = percentile(us, 0.99)
	more["last_us"] = us[len(us)-1]
	more["n"] = len(us)
	say(percentile(us, 0.5), "us", more)
}

// Fires n schedules once a second each, their phases spread over it or all alike.
func ticks(seconds, n int, spread bool) {
	late := lateness{us: make([]float64, 0, n*(seconds+1))}
	runner := cron.New()
	first := time.Now().Add(2 * time.Second)
	for i := range n {
		begin := first
		if spread {
			begin = first.Add(time.Duration(i) * time.Second / time.Duration(n))
		}
		runner.Schedule(everySecond{begin, seconds}, cron.FuncJob(func() { late.note(begin) }))
	}
	runner.Start()
	time.Sleep(time.Until(first) + time.Duration(seconds+1)*time.Second)
	<-runner.Stop().Done()

	early := 0
	for _, us := range late.us {
		if us < -1 {
			early++
		}
	}
	more := map[string]any{"early": early, "dropped": max(0, n*seconds-len(late.us))}
	us := late.us
	if !spread {
		us = middleBurst(us, n)
	}
	sayTimes(us, more)
}

// The second whose last fire was the middle one of all seconds, the first left out.
func middleBurst(us []float64, n int) []float64 {
	var bursts [][]float64
	for at := n; at+n <= len(us); at += n {
		burst := us[at : at+n]
		sort.Float64s(burst)
		bursts = append(bursts, burst)
	}
	if len(bursts) == 0 {
		return us
	}
	sort.Slice(bursts, func(a, b int) bool { return bursts[a][n-1] < bursts[b][n-1] })
	return bursts[len(bursts)/2]
}

func heapBytes() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func schedules(n int) {
	runner := cron.New()
	before, begun := heapBytes(), time.Now()
	for i := range n {
		rule := cron.ConstantDelaySchedule{Delay: time.Duration(i%100+1) * time.Hour}
		runner.Schedule(rule, cron.FuncJob(func() { runtime.KeepAlive(i) }))
	}
	took := time.Since(begun).Seconds()
	bytes := float64(heapBytes()-before) / float64(n)
	runtime.KeepAlive(runner)
	say(float64(n)/took, "schedules/s", map[string]any{"bytes_each": bytes, "n": n})
}

func number(at int) int {
	if at >= len(os.Args) {
		return 0
	}
	n, err := strconv.Atoi(os.Args[at])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	return n
}

func main() {
	switch os.Args[1] {
	case "next-fire":
		nextFire(os.Args[2])
	case "ticks":
		ticks(number(2), number(3), true)
	case "burst":
		ticks(number(2), number(3), false)
	case "schedules":
		schedules(number(2))
	default:
		fmt.Fprintln(os.Stderr, "no row", os.Args[1])
		os.Exit(2)
	}
}
