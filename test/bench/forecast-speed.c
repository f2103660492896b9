/* The coupled simulation of api/velocity/simulation/simulation.ts as a plain C loop: the yardstick for its speed.
   argv: problem file (doubles), trials, repetitions. Prints the mean processor time of a repetition in ms and the P90 day. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HORIZON = 3652, NEVER = HORIZON + 1, BLOCKED = NEVER + 1, DAY_STEPS = 4 };

typedef struct { double *ahead, *table, *path, *luck; int *day_of, days, steps; } Lane;

static uint32_t sfc[4];
static double uniform(void) {
  uint32_t t = sfc[0] + sfc[1] + sfc[3]++;
  sfc[0] = sfc[1] ^ (sfc[1] >> 9);
  sfc[1] = sfc[2] + (sfc[2] << 3);
  sfc[2] = ((sfc[2] << 21) | (sfc[2] >> 11)) + t;
  return t / 4294967296.0;
}
static double *input; static long at;
static double take(void) { return input[at++]; }
static int *ints(int n) { int *v = malloc(sizeof(int) * (n + 1)); for (int i = 0; i < n; i++) v[i] = (int)take(); return v; }
static double *doubles(int n) { double *v = malloc(sizeof(double) * (n + 2)); for (int i = 0; i < n; i++) v[i] = take(); return v; }
static double path_at(const double *path, double x, int steps) {
  int k = (int)(x + 1e-9); if (k > steps) k = steps;
  return path[k] + (x - k) * (path[k + 1] - path[k]);
}
static int day_at(const Lane *lane, double effort) {
  if (effort <= 0) return 0;
  int k = (int)(effort * DAY_STEPS); if (k >= lane->days) return NEVER;
  int day = lane->day_of[k]; if (day < 1) day = 1;
  while (day <= HORIZON && lane->ahead[day] < effort - 1e-9) day++;
  return day;
}
static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

int main(int argc, char **argv) {
  (void)argc;
  FILE *file = fopen(argv[1], "rb"); fseek(file, 0, SEEK_END); long bytes = ftell(file); rewind(file);
  input = malloc(bytes); if (fread(input, 1, bytes, file) != (size_t)bytes) return 1;
  int trials = atoi(argv[2]), rounds = atoi(argv[3]);
  int teams = (int)take(), items = (int)take(), arcs = (int)take(), levels = (int)take();
  int *team = ints(items), *earliest = ints(items), *blockers = ints(items), *from = ints(items + 1), *to = ints(arcs), *lag = ints(arcs), *queue = ints(items + teams);
  double *size = doubles(items);
  Lane lanes[64];
  for (int k = 0; k < teams; k++) {
    Lane *lane = &lanes[k];
    lane->steps = (int)take(); lane->days = (int)take();
    lane->ahead = doubles(HORIZON + 1); lane->day_of = ints(lane->days);
    lane->table = doubles((levels + 1) * (lane->steps + 1)); lane->path = calloc(lane->steps + 2, sizeof(double)); lane->luck = malloc(sizeof(double) * trials);
  }
  double *strata = doubles(trials);
  int *finish = malloc(4 * items), *ready = malloc(4 * items), *open = malloc(4 * items), *next = malloc(4 * (items + teams)), *ends = malloc(4 * trials);
  int *first = malloc(4 * items), *start = malloc(4 * items); for (int i = 0; i < items; i++) start[i] = blockers[i] ? BLOCKED : earliest[i];
  int day[64], idle[64]; double effort[64], spent[64], worked[64], spent_ms = 0;
  for (int round = 0; round < rounds; round++) {
    struct timespec a, b; clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    for (int k = 0; k < teams; k++) {
      sfc[0] = k + 1; sfc[1] = 7; sfc[2] = 99; sfc[3] = 1; for (int i = 0; i < 12; i++) uniform();
      memcpy(lanes[k].luck, strata, sizeof(double) * trials);
      for (int i = trials - 1; i > 0; i--) { int j = (int)(uniform() * (i + 1)); double v = lanes[k].luck[i]; lanes[k].luck[i] = lanes[k].luck[j]; lanes[k].luck[j] = v; }
    }
    for (int trial = 0; trial < trials; trial++) {
      for (int k = 0; k < teams; k++) {
        Lane *lane = &lanes[k]; int row = (int)lane->luck[trial]; double part = lane->luck[trial] - row;
        const double *low = lane->table + row * (lane->steps + 1), *high = low + lane->steps + 1;
        for (int s = 1; s <= lane->steps; s++) lane->path[s] = low[s] + part * (high[s] - low[s]);
        lane->path[lane->steps + 1] = lane->path[lane->steps];
        day[k] = 0; idle[k] = 0; effort[k] = 0; spent[k] = 0; worked[k] = 0;
      }
      memcpy(open, blockers, 4 * items); memcpy(first, earliest, 4 * items); memcpy(ready, start, 4 * items); memcpy(next, queue, 4 * (items + teams));
      int last = 0;
      for (int left = items; left > 0;) {
        int k = 0;
        for (int o = 1; o < teams; o++) if (next[items + k] < 0 || (next[items + o] >= 0 && day[o] < day[k])) k = o;
        int now = day[k], before = items + k, item = next[before], wake = BLOCKED;
        while (item >= 0 && ready[item] > now) { if (ready[item] < wake) wake = ready[item]; before = item; item = next[item]; }
        if (item < 0 && now >= NEVER) { last = NEVER; break; }
        if (item < 0) { idle[k] = 1; day[k] = wake < NEVER ? wake : NEVER; continue; }
        next[before] = next[item]; left--;
        Lane *lane = &lanes[k];
        double begin = effort[k]; if (idle[k]) { double t = lane->ahead[now < HORIZON ? now : HORIZON]; if (t > begin) begin = t; }
        idle[k] = 0;
        spent[k] += size[item];
        double total = path_at(lane->path, spent[k], lane->steps), end = begin + total - worked[k];
        worked[k] = total; effort[k] = end;
        int done = day_at(lane, end); if (done < now) done = now;
        finish[item] = done; day[k] = done; if (done > last) last = done;
        for (int d = from[item]; d < from[item + 1]; d++) {
          int x = to[d], r = done + lag[d]; if (r > NEVER) r = NEVER; if (r > first[x]) first[x] = r;
          if (--open[x] == 0) { ready[x] = first[x]; int w = team[x]; if (idle[w] && ready[x] < day[w]) day[w] = ready[x] > now ? ready[x] : now; }
        }
      }
      ends[trial] = last;
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    double ms = (b.tv_sec - a.tv_sec) * 1e3 + (b.tv_nsec - a.tv_nsec) / 1e6; spent_ms += ms;
  }
  qsort(ends, trials, 4, compare);
  printf("%.4f %d\n", spent_ms / rounds, ends[(int)ceil(0.9 * trials) - 1]);
  return 0;
}
