// The loops that `scripts/bench` times for Rust's `Arc<dyn Any + Send + Sync>`:
//
//   arc WORK N
//
// They do the same work as those in `Swift/Handles.swift`.

// The values are there to be made and dropped, not to be read.
#![allow(dead_code)]

use std::any::Any;
use std::arch::asm;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

type Handle = Arc<dyn Any + Send + Sync>;

#[inline(always)]
fn use_pointer(pointer: *const ()) {
    // SAFETY: nothing is done with the pointer.
    unsafe { asm!("/* {0} */", in(reg) pointer, options(nostack, preserves_flags)) }
}

/// Makes the compiler believe that the variable was changed.
#[inline(always)]
fn change<T>(variable: &mut T) {
    use_pointer(variable as *mut T as *const ());
}

#[inline(always)]
fn use_handle(handle: &Handle) {
    use_pointer(Arc::as_ptr(handle) as *const ());
}

fn new_handle(value: impl Any + Send + Sync) -> Handle {
    Arc::new(value)
}

#[repr(align(64))]
struct CacheLine([isize; 8]);

struct Ticket(isize);

impl Drop for Ticket {
    fn drop(&mut self) {
        use_pointer(16 as *const ());
    }
}

#[inline(never)]
fn make_text() -> String {
    String::from("thirty-two bytes of text, or so.")
}

fn clone_and_drop(handle: &Handle, rounds: usize) {
    for _ in 0..rounds {
        use_handle(&handle.clone());
    }
}

fn run(work: &str, rounds: usize) {
    match work {
        "empty" => {
            for _ in 0..rounds {
                use_pointer(16 as *const ());
            }
        }
        "clone_drop" => clone_and_drop(&new_handle(1isize), rounds),
        "new_int" => {
            for i in 0..rounds {
                use_handle(&new_handle(i as isize));
            }
        }
        "new_string" => {
            for _ in 0..rounds {
                use_handle(&new_handle(make_text()));
            }
        }
        "new_aligned" => {
            for i in 0..rounds {
                use_handle(&new_handle(CacheLine([i as isize; 8])));
            }
        }
        "new_move_only" => {
            for i in 0..rounds {
                use_handle(&new_handle(Ticket(i as isize)));
            }
        }
        "downcast_hit" => {
            let mut handle = new_handle(1isize);
            for _ in 0..rounds {
                change(&mut handle);
                if let Some(value) = handle.downcast_ref::<isize>() {
                    use_pointer(value as *const isize as *const ());
                }
            }
        }
        "downcast_miss" => {
            let mut handle = new_handle(1isize);
            for _ in 0..rounds {
                change(&mut handle);
                if let Some(value) = handle.downcast_ref::<usize>() {
                    use_pointer(value as *const usize as *const ());
                }
            }
        }
        "raw" => {
            let mut handle = new_handle(1isize);
            for _ in 0..rounds {
                let mut pointer = Arc::into_raw(handle);
                change(&mut pointer);
                // SAFETY: the pointer is the one from `into_raw`, and is taken back once.
                handle = unsafe { Arc::from_raw(pointer) };
            }
        }
        "threads_shared" => {
            let handle = new_handle(1isize);
            on_two_threads(|| clone_and_drop(&handle, rounds));
        }
        "threads_apart" => on_two_threads(|| clone_and_drop(&new_handle(1isize), rounds)),
        _ => usage(),
    }
}

fn on_two_threads(body: impl Fn() + Sync) {
    // The others start in the same way: a barrier would put one thread to sleep, and the other would be ahead.
    let missing = AtomicUsize::new(2);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                missing.fetch_sub(1, Ordering::Relaxed);
                while missing.load(Ordering::Relaxed) > 0 {
                    std::thread::yield_now();
                }
                body();
            });
        }
    });
}

#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: i64,
}

extern "C" {
    fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
    fn malloc_usable_size(block: *mut u8) -> usize;
}

/// The processor time of all threads so far, in nanoseconds.
fn processor_time() -> i64 {
    const CLOCK_PROCESS_CPUTIME_ID: i32 = 2;
    let mut time = Timespec { seconds: 0, nanoseconds: 0 };
    unsafe { clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.seconds * 1_000_000_000 + time.nanoseconds
}

/// Prints the bytes that the allocator set aside for the block of an `isize`, and the resident bytes for each of many.
fn measure(count: usize) {
    // The block begins with two counts.
    let value = Arc::into_raw(new_handle(1isize)) as *mut u8;
    let usable = unsafe { malloc_usable_size(value.sub(2 * size_of::<usize>())) };
    // The room for the handles is touched first, so that only the blocks are counted.
    let mut handles: Vec<Handle> = vec![new_handle(1isize); count];
    let before = resident_bytes();
    for handle in &mut handles {
        *handle = new_handle(1isize);
    }
    println!("{} {}", usable, (resident_bytes() - before) / count);
}

fn resident_bytes() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

fn usage() -> ! {
    eprintln!("usage: arc WORK N");
    std::process::exit(64)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let rounds = arguments.get(2).and_then(|word| word.parse().ok()).unwrap_or_else(|| usage());
    if arguments[1] == "heap" {
        return measure(rounds);
    }
    std::thread::spawn(|| {}).join().unwrap();
    let start = processor_time();
    run(&arguments[1], rounds);
    println!("{}", processor_time() - start);
}
