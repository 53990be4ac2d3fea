// The row next-fire: the rules of cron-cases.tsv, a line of name and nanoseconds each.
//
// SPDX-License-Identifier: LGPL-2.1-or-later
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

func nextFire(cases string) {
	file, err := os.Open(cases)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	parser := cron.NewParser(cron.Second | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		row := strings.Split(lines.Text(), "\t")
		if strings.HasPrefix(row[0], "#") || len(row) < 4 || row[3] == "-" {
			continue
		}
		zone, err := time.LoadLocation(row[1])
		if err != nil {
			continue
		}
		rule, err := parser.Parse(row[3])
		if err != nil {
			continue
		}
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, zone)
		best := time.Duration(1 << 62)
		for run := 0; run < 3; run++ {
			at, n, begun := start, 0, time.Now()
			for time.Since(begun) < 10*time.Millisecond {
				for i := 0; i < 20; i++ {
					at = rule.Next(at)
					if at.IsZero() || n%200 == 199 {
						at = start
					}
					n++
				}
			}
			best = min(best, time.Since(begun)/time.Duration(n))
		}
		fmt.Println(row[0], best.Nanoseconds())
	}
}
