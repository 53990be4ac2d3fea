// Measures Quartz with its RAM store: one row, printed as a line of JSON.
// usage: QuartzPeer ROW AMOUNT [N]
//   -Dthreads=N and -Dbatch=N try other pools than the one that was found to be the quickest.
//
// SPDX-License-Identifier: LGPL-2.1-or-later

import static org.quartz.JobBuilder.newJob;
import static org.quartz.SimpleScheduleBuilder.repeatSecondlyForTotalCount;
import static org.quartz.TriggerBuilder.newTrigger;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.quartz.Job;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.Trigger;
import org.quartz.impl.StdSchedulerFactory;

public class QuartzPeer {
  private static final int PAUSE_MS = 5;

  private static volatile CountDownLatch left;
  private static volatile long startedNs;
  private static final AtomicInteger fired = new AtomicInteger();
  private static double[] latenessUs;

  public static class Count implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      left.countDown();
    }
  }

  public static class Note implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      startedNs = System.nanoTime();
      left.countDown();
    }
  }

  public static class Tick implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      Instant due = context.getScheduledFireTime().toInstant();
      int i = fired.getAndIncrement();
      if (i < latenessUs.length) {
        latenessUs[i] = Duration.between(due, Instant.now()).toNanos() / 1e3;
      }
    }
  }

  /** Started, its own pool of threads, and as many triggers taken at once as there are threads. */
  private static Scheduler start(int threads) throws Exception {
    Properties settings = new Properties();
    settings.setProperty("org.quartz.scheduler.instanceName", "bench");
    settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    settings.setProperty("org.quartz.threadPool.threadCount", Integer.toString(threads));
    settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    settings.setProperty(
        "org.quartz.scheduler.batchTriggerAcquisitionMaxCount",
        System.getProperty("batch", Integer.toString(threads)));
    Scheduler scheduler = new StdSchedulerFactory(settings).getScheduler();
    scheduler.start();
    return scheduler;
  }

  private static JobDetail addTask(Scheduler scheduler, Class<? extends Job> type)
      throws Exception {
    JobDetail task = newJob(type).withIdentity("task").storeDurably().build();
    scheduler.addJob(task, true);
    return task;
  }

  private static double percentile(double[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  private static void say(double value, String unit, String more) {
    System.out.printf(
        Locale.ROOT, "{\"value\": %f, \"unit\": \"%s\", \"more\": {%s}}%n", value, unit, more);
  }

  private static void sayTimes(double[] timesUs, String more) {
    Arrays.sort(timesUs);
    say(
        percentile(timesUs, 0.5),
        "us",
        String.format(
            Locale.ROOT,
            "\"p50_us\": %f, \"p99_us\": %f, \"last_us\": %f, \"n\": %d%s",
            percentile(timesUs, 0.5),
            percentile(timesUs, 0.99),
            timesUs.length == 0 ? 0 : timesUs[timesUs.length - 1],
            timesUs.length,
            more));
  }

  private static void runJobs(Scheduler scheduler, int n) throws Exception {
    left = new CountDownLatch(n);
    long begun = System.nanoTime();
    for (int i = 0; i < n; i++) {
      scheduler.scheduleJob(
          newJob(Count.class).withIdentity("job-" + i).build(),
          newTrigger().withIdentity("trigger-" + i).startNow().build());
    }
    left.await();
    say(n * 1e9 / (System.nanoTime() - begun), "jobs/s", "\"n\": " + n);
  }

  private static void runStartLatency(Scheduler scheduler, int n) throws Exception {
    JobDetail task = addTask(scheduler, Note.class);
    double[] timesUs = new double[n];
    for (int i = -n / 4; i < n; i++) {
      left = new CountDownLatch(1);
      Thread.sleep(PAUSE_MS);
      long begun = System.nanoTime();
      scheduler.scheduleJob(newTrigger().forJob(task).startNow().build());
      left.await();
      if (i >= 0) {
        timesUs[i] = (startedNs - begun) / 1e3;
      }
    }
    sayTimes(timesUs, "");
  }

  private static long usedBytes() throws Exception {
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void runSchedules(Scheduler scheduler, int n) throws Exception {
    JobDetail task = addTask(scheduler, Count.class);
    Date tomorrow = Date.from(Instant.now().plus(Duration.ofDays(1)));
    long before = usedBytes();
    long begun = System.nanoTime();
    for (int i = 0; i < n; i++) {
      scheduler.scheduleJob(
          newTrigger()
              .forJob(task)
              .withIdentity("schedule-" + i)
              .startAt(new Date(tomorrow.getTime() + i))
              .build());
    }
    double took = (System.nanoTime() - begun) / 1e9;
    double bytes = (double) (usedBytes() - before) / n;
    say(n / took, "schedules/s", String.format(Locale.ROOT, "\"bytes_each\": %f", bytes));
  }

  private static void runAddBatch(Scheduler scheduler, int n, int batch) throws Exception {
    JobDetail task = addTask(scheduler, Count.class);
    Date later = Date.from(Instant.now().plus(Duration.ofHours(1)));
    long begun = System.nanoTime();
    for (int i = 0; i < n; i += batch) {
      Map<JobDetail, Set<? extends Trigger>> jobs = new HashMap<>();
      Trigger[] triggers = new Trigger[batch];
      for (int k = 0; k < batch; k++) {
        triggers[k] =
            newTrigger().forJob(task).withIdentity("trigger-" + (i + k)).startAt(later).build();
      }
      jobs.put(task, Set.of(triggers));
      scheduler.scheduleJobs(jobs, true);
    }
    say(n * 1e9 / (System.nanoTime() - begun), "jobs/s", "\"n\": " + n);
  }

  /** Fires n schedules once a second each, their phases spread over it or all alike. */
  private static void runTicks(Scheduler scheduler, int seconds, int n, boolean spread)
      throws Exception {
    JobDetail task = addTask(scheduler, Tick.class);
    latenessUs = new double[n * seconds];
    long first = (System.currentTimeMillis() / 1000 + 5) * 1000;
    for (int i = 0; i < n; i++) {
      scheduler.scheduleJob(
          newTrigger()
              .forJob(task)
              .startAt(new Date(first + (spread ? 1000L * i / n : 0)))
              .withSchedule(
                  repeatSecondlyForTotalCount(seconds).withMisfireHandlingInstructionFireNow())
              .build());
    }
    Thread.sleep(Math.max(0, first - System.currentTimeMillis()) + 1000L * seconds + 1000);
    sayTicks(seconds, n, spread);
  }

  private static void sayTicks(int seconds, int n, boolean spread) {
    double[] all = Arrays.copyOf(latenessUs, Math.min(fired.get(), latenessUs.length));
    if (all.length == 0) {
      throw new IllegalStateException("no schedule has fired");
    }
    long early = Arrays.stream(all).filter(late -> late < -1).count();
    int dropped = Math.max(0, n * seconds - all.length);
    String more = String.format(", \"early\": %d, \"dropped\": %d", early, dropped);
    if (spread || all.length < n) {
      sayTimes(all, more);
    } else {
      sayTimes(middleBurst(all, n), more);
    }
  }

  /** The second whose last fire was the middle one of all seconds, the first left out. */
  private static double[] middleBurst(double[] all, int n) {
    double[][] bursts = new double[Math.max(1, all.length / n - 1)][];
    for (int i = 0; i < bursts.length; i++) {
      int begin = all.length / n == 1 ? 0 : (i + 1) * n;
      bursts[i] = Arrays.copyOfRange(all, begin, begin + n);
      Arrays.sort(bursts[i]);
    }
    Arrays.sort(bursts, (a, b) -> Double.compare(a[n - 1], b[n - 1]));
    return bursts[bursts.length / 2];
  }

  /** Quartz's threads would keep the process when this one has failed. */
  public static void main(String[] args) {
    try {
      run(args);
    } catch (Exception error) {
      System.err.println(error);
      System.exit(1);
    }
  }

  private static void run(String[] args) throws Exception {
    int amount = Integer.parseInt(args[1]);
    int n = args.length > 2 ? Integer.parseInt(args[2]) : 0;
    boolean alone = args[0].equals("jobs-limit-1");
    Scheduler scheduler = start(alone ? 1 : Integer.getInteger("threads", 4));
    switch (args[0]) {
      case "jobs", "jobs-limit-1" -> runJobs(scheduler, amount);
      case "start-latency" -> runStartLatency(scheduler, amount);
      case "schedules" -> runSchedules(scheduler, amount);
      case "add-batch" -> runAddBatch(scheduler, amount, 1000);
      case "ticks" -> runTicks(scheduler, amount, n, true);
      case "burst" -> runTicks(scheduler, amount, n, false);
      default -> throw new IllegalArgumentException("no row " + args[0]);
    }
    scheduler.shutdown();
  }
}
