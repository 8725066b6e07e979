const DIGIT_BITS: i32 = 11;
const DIGITS: usize = 2_048;
/** Counters of the three digits of 32 bits. */
export const COUNTER_BYTES: usize = 3 * 2_048 * 4;

/** Orders as the float32 does: negative numbers are turned over. −0 is 0 to whoever asks, so it must not come here. */
// @ts-ignore: decorator
@inline
export function sortable(value: f32): u32 {
  const bits = reinterpret<u32>(value);
  return bits ^ (<u32>(<i32>bits >> 31) | 0x8000_0000);
}

// @ts-ignore: decorator
@inline
export function fromSortable(key: u32): f32 {
  return reinterpret<f32>(key ^ (<u32>(~(<i32>key >> 31)) | 0x8000_0000));
}

/**
 * Sorts `count` keys of u32, stably, by three digits of 11 bits; with `payload` each key is followed by 4 bytes that go
 * along. The result is in `spare`, as three passes end there.
 */
export function radixSort(keys: usize, spare: usize, count: i32, counters: usize, hasPayload: bool): void {
  memory.fill(counters, 0, COUNTER_BYTES);
  const shift: usize = hasPayload ? 3 : 2;
  const end = keys + (<usize>count << shift);
  const step = <usize>1 << shift;
  for (let p = keys; p < end; p += step) {
    const key = load<u32>(p);
    bump(counters + ((<usize>key & (DIGITS - 1)) << 2));
    bump(counters + DIGITS * 4 + ((<usize>(key >> DIGIT_BITS) & (DIGITS - 1)) << 2));
    bump(counters + DIGITS * 8 + (<usize>(key >> (2 * DIGIT_BITS)) << 2));
  }
  let from = keys;
  let to = spare;
  for (let digit = 0; digit < 3; digit++) {
    const counter = counters + <usize>digit * DIGITS * 4;
    let at: u32 = <u32>to;
    for (let d: usize = 0; d < DIGITS; d++) {
      const size = load<u32>(counter + (d << 2));
      store<u32>(counter + (d << 2), at);
      at += size << <u32>shift;
    }
    const bits = <u32>(digit * DIGIT_BITS);
    const stop = from + (<usize>count << shift);
    if (hasPayload) {
      for (let p = from; p < stop; p += 8) {
        const pair = load<u64>(p);
        const slot = counter + ((<usize>(<u32>pair >> bits) & (DIGITS - 1)) << 2);
        const place = load<u32>(slot);
        store<u64>(<usize>place, pair);
        store<u32>(slot, place + 8);
      }
    } else {
      for (let p = from; p < stop; p += 4) {
        const key = load<u32>(p);
        const slot = counter + ((<usize>(key >> bits) & (DIGITS - 1)) << 2);
        const place = load<u32>(slot);
        store<u32>(<usize>place, key);
        store<u32>(slot, place + 4);
      }
    }
    const other = from;
    from = to;
    to = other;
  }
}

// @ts-ignore: decorator
@inline
function bump(counter: usize): void {
  store<u32>(counter, load<u32>(counter) + 1);
}
