// The loops that `scripts/bench` times for Rust's counted pointers:
//
//   rust arc WORK N             `Arc<dyn Any + Send + Sync>`
//   rust wasmtime WORK N        wasmtime's `VMExternRef`, as versions 0.18 to 18 had it
//
// They do the same work as those in `Swift/Handles.swift`.

// The values are there to be made and dropped, not to be read.
#![allow(dead_code)]

mod arc;
mod wasmtime;

use std::arch::asm;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;

/// What the loops need of a counted pointer.
pub trait Handle: Clone + Send + Sync + Sized {
    fn new<T: Send + Sync + 'static>(value: T) -> Self;
    fn pointer(&self) -> *const ();
    fn downcast<T: 'static>(&self) -> Option<&T>;
    /// Moves the count out.
    type Raw;
    fn into_raw(self) -> Self::Raw;
    /// Takes it back, once.
    unsafe fn from_raw(raw: Self::Raw) -> Self;
    /// The start of the block of an `isize`.
    fn block(&self) -> *mut u8;
}

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
fn use_handle(handle: &impl Handle) {
    use_pointer(handle.pointer());
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

fn clone_and_drop(handle: &impl Handle, rounds: usize) {
    for _ in 0..rounds {
        use_handle(&handle.clone());
    }
}

fn run<H: Handle>(work: &str, rounds: usize) {
    match work {
        "empty" => {
            for _ in 0..rounds {
                use_pointer(16 as *const ());
            }
        }
        "clone_drop" => clone_and_drop(&H::new(1isize), rounds),
        "new_int" => {
            for i in 0..rounds {
                use_handle(&H::new(i as isize));
            }
        }
        "new_string" => {
            for _ in 0..rounds {
                use_handle(&H::new(make_text()));
            }
        }
        "new_mutex" => {
            for i in 0..rounds {
                use_handle(&H::new(Mutex::new(i as isize)));
            }
        }
        "new_aligned" => {
            for i in 0..rounds {
                use_handle(&H::new(CacheLine([i as isize; 8])));
            }
        }
        "new_move_only" => {
            for i in 0..rounds {
                use_handle(&H::new(Ticket(i as isize)));
            }
        }
        "downcast_hit" => {
            let mut handle = H::new(1isize);
            for _ in 0..rounds {
                change(&mut handle);
                if let Some(value) = handle.downcast::<isize>() {
                    use_pointer(value as *const isize as *const ());
                }
            }
        }
        "downcast_miss" => {
            let mut handle = H::new(1isize);
            for _ in 0..rounds {
                change(&mut handle);
                if let Some(value) = handle.downcast::<usize>() {
                    use_pointer(value as *const usize as *const ());
                }
            }
        }
        "raw" => {
            let mut handle = H::new(1isize);
            for _ in 0..rounds {
                let mut pointer = handle.into_raw();
                change(&mut pointer);
                // SAFETY: the pointer is the one from `into_raw`, and is taken back once.
                handle = unsafe { H::from_raw(pointer) };
            }
        }
        "threads_shared" => {
            let handle = H::new(1isize);
            on_two_threads(|| clone_and_drop(&handle, rounds));
        }
        "threads_apart" => on_two_threads(|| clone_and_drop(&H::new(1isize), rounds)),
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
fn measure<H: Handle>(count: usize) {
    // The block is that of a handle that lives.
    let handle = H::new(1isize);
    let usable = unsafe { malloc_usable_size(handle.block()) };
    // The room for the handles is touched first, so that only the blocks are counted.
    let mut handles: Vec<H> = vec![H::new(1isize); count];
    let before = resident_bytes();
    for handle in &mut handles {
        *handle = H::new(1isize);
    }
    println!("{} {}", usable, (resident_bytes() - before) / count);
}

fn resident_bytes() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

fn usage() -> ! {
    eprintln!("usage: rust arc|wasmtime WORK N");
    std::process::exit(64)
}

fn report<H: Handle>(work: &str, rounds: usize) {
    if work == "heap" {
        return measure::<H>(rounds);
    }
    std::thread::spawn(|| {}).join().unwrap();
    let start = processor_time();
    run::<H>(work, rounds);
    println!("{}", processor_time() - start);
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let rounds = arguments.get(3).and_then(|word| word.parse().ok()).unwrap_or_else(|| usage());
    match arguments[1].as_str() {
        "arc" => report::<arc::Handle>(&arguments[2], rounds),
        "wasmtime" => report::<wasmtime::Handle>(&arguments[2], rounds),
        _ => usage(),
    }
}
