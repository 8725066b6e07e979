import { Context, SCRATCH_BYTES, SUMS_OFFSET } from './context';
import { subtract, sumFirstFeature, sumOrder, sumRows, sumSlots } from './histogram';
import { addLeaves } from './leaves';
import { numberRows, pairRows, partPiece, partRange, placePiece } from './rows';
import { Found, searchPositions, Searched } from './split';
import { binColumn, transposeRows } from './binning';
import { sketchColumn } from './sketch';
import { logisticRows, squaredRows } from './losses';

/** Tasks of one batch, shared out among threads as each gets free; what a task writes no other task touches. */
@unmanaged
export class Queue {
  /** Tasks that nobody has taken; storing it publishes the batch. */
  remaining: i32;
  count: i32;
  done: i32;
  /** Counts batches: what an idle thread waits on. */
  batch: i32;
  sleepers: i32;
  isClosed: i32;
  context: usize;
  /** TASK_BYTES each. */
  tasks: usize;
}

/** One unit of work: what, and up to 14 words of where; words that are not pointers are numbers, as their kind reads them. */
@unmanaged
class Task {
  kind: i32;
  begin: i32;
  end: i32;
  first: i32;
  last: i32;
  histogram: usize;
  other: usize;
  column: usize;
  bin: i32;
  missing: i32;
  node: usize;
  out: usize;
  margins: usize;
  extra: usize;
  unused0: i32;
  unused1: i32;
}

const TASK_BYTES: usize = 64;
const SPINS: i32 = 20_000;

function runTyped<T>(context: Context, task: Task, scratch: usize): void {
  switch (task.kind) {
    case 1:
      sumRows<T>(context, task.extra, task.histogram, task.begin, task.end, task.first, task.last, scratch);
      if (task.other != 0) subtract<T>(context, task.other, task.histogram, task.first, task.last);
      return;
    case 2:
      searchPositions<T>(context, task.histogram, task.other, task.last, changetype<Searched>(task.node), changetype<Found>(task.out), scratch + SUMS_OFFSET);
      return;
    case 3:
      store<i32>(task.out, partRange<T>(context, task.extra, task.begin, task.end, task.column, task.bin, task.missing));
      return;
    case 4:
      store<i32>(task.out, partPiece<T>(context, task.extra, task.begin, task.end, task.column, task.bin, task.missing));
      return;
    case 6:
      addLeaves<T>(task.begin, task.end, task.other, task.last, task.margins, task.extra);
      return;
    case 7:
      sumFirstFeature<T>(context, task.extra, task.end, task.out, scratch);
      return;
    case 11:
      binColumn<T>(task.column, <i32>context.rows, task.other, task.last, task.out, task.extra);
      return;
    case 12:
      transposeRows<T>(context, task.begin, task.end);
      return;
    default:
      unreachable();
  }
}

function runTask(context: Context, task: Task, scratch: usize): void {
  switch (task.kind) {
    case 0:
      pairRows(context, task.begin, task.end);
      return;
    case 5:
      placePiece(context, task.begin, task.end, task.bin, task.first, task.last);
      return;
    case 8:
      sumOrder(context, task.extra, task.end, task.out);
      return;
    case 9:
      sumSlots(task.histogram, task.last, task.out);
      return;
    case 10:
      sketchColumn(task.column, task.other, <i32>context.rows, task.last, task.out, task.extra);
      return;
    case 15:
      numberRows(task.out, task.begin, task.end);
      return;
    case 13:
      logisticRows(context, task.begin, task.end, task.margins, task.column, task.other);
      return;
    case 14:
      squaredRows(context, task.begin, task.end, task.margins, task.column, task.other);
      return;
    default:
      if (context.isWide) runTyped<u16>(context, task, scratch);
      else runTyped<u8>(context, task, scratch);
  }
}

/** Takes and runs tasks until none is left. */
function runTasks(queue: Queue, thread: i32): void {
  const address = changetype<usize>(queue);
  const context = changetype<Context>(queue.context);
  const scratch = context.scratch + <usize>thread * SCRATCH_BYTES;
  while (atomic.load<i32>(address) > 0) {
    const left = atomic.sub<i32>(address, 1);
    if (left <= 0) return;
    runTask(context, changetype<Task>(queue.tasks + <usize>(queue.count - left) * TASK_BYTES), scratch);
    atomic.add<i32>(address, 1, offsetof<Queue>('done'));
  }
}

/** Runs a batch of tasks, with whatever threads serve the queue, and returns when all of them are done. */
export function runBatch(queue: Queue, count: i32, threads: i32): void {
  const address = changetype<usize>(queue);
  queue.count = count;
  atomic.store<i32>(address, 0, offsetof<Queue>('done'));
  atomic.store<i32>(address, count);
  if (threads > 1 && count > 1) {
    atomic.add<i32>(address, 1, offsetof<Queue>('batch'));
    if (atomic.load<i32>(address, offsetof<Queue>('sleepers')) > 0) atomic.notify(address + offsetof<Queue>('batch'));
  }
  runTasks(queue, 0);
  for (let spins = 0; ; spins++) {
    const done = atomic.load<i32>(address, offsetof<Queue>('done'));
    if (done == count) return;
    // A thread that holds a task may have lost its core: give ours up now and then.
    if (spins > SPINS) atomic.wait<i32>(address + offsetof<Queue>('done'), done, 100_000);
  }
}

/** The life of a further thread: spins a little between batches, since they follow closely within a tree, then sleeps. */
export function serve(queue: Queue, thread: i32): void {
  const address = changetype<usize>(queue);
  while (atomic.load<i32>(address, offsetof<Queue>('isClosed')) == 0) {
    runTasks(queue, thread);
    let spins = 0;
    while (atomic.load<i32>(address) <= 0 && spins < SPINS) spins++;
    if (spins < SPINS) continue;
    atomic.add<i32>(address, 1, offsetof<Queue>('sleepers'));
    const batch = atomic.load<i32>(address, offsetof<Queue>('batch'));
    if (atomic.load<i32>(address) <= 0 && atomic.load<i32>(address, offsetof<Queue>('isClosed')) == 0) {
      atomic.wait<i32>(address + offsetof<Queue>('batch'), batch, 1_000_000_000);
    }
    atomic.sub<i32>(address, 1, offsetof<Queue>('sleepers'));
  }
}

/** Ends the threads that serve the queue. */
export function close(queue: Queue): void {
  const address = changetype<usize>(queue);
  atomic.store<i32>(address, 1, offsetof<Queue>('isClosed'));
  atomic.add<i32>(address, 1, offsetof<Queue>('batch'));
  atomic.notify(address + offsetof<Queue>('batch'));
}
