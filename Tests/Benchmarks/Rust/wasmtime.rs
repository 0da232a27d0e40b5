//! The handle of wasmtime 0.18 to 18, built anew after its description: one allocation, in which the value comes first,
//! and behind it what the handle points at: the count, and a pointer of two words to the value.

use std::alloc::{alloc, dealloc, handle_alloc_error, Layout};
use std::any::Any;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicUsize, Ordering};

#[repr(transparent)]
pub struct Handle(NonNull<Data>);

#[repr(C)]
struct Data {
    count: AtomicUsize,
    value: NonNull<dyn Any + Send + Sync>,
}

// SAFETY: the count is atomic, and the value is `Send` and `Sync`.
unsafe impl Send for Handle {}
unsafe impl Sync for Handle {}

/// The layout of the block of a value, and where its data are.
fn layout(value: Layout) -> (Layout, usize) {
    value.extend(Layout::new::<Data>()).expect("a layout within isize")
}

impl Handle {
    #[inline(always)]
    fn data(&self) -> &Data {
        // SAFETY: a handle keeps its block alive.
        unsafe { self.0.as_ref() }
    }

    #[inline(never)]
    unsafe fn drop_and_dealloc(data: NonNull<Data>) {
        let value = data.as_ref().value;
        let (layout, _) = layout(Layout::for_value(value.as_ref()));
        ptr::drop_in_place(value.as_ptr());
        dealloc(value.cast::<u8>().as_ptr(), layout);
    }
}

impl Clone for Handle {
    #[inline(always)]
    fn clone(&self) -> Handle {
        self.data().count.fetch_add(1, Ordering::Relaxed);
        Handle(self.0)
    }
}

impl Drop for Handle {
    #[inline(always)]
    fn drop(&mut self) {
        let data = self.data();
        if data.count.fetch_sub(1, Ordering::Release) != 1 {
            return;
        }
        let _ = data.count.load(Ordering::Acquire);
        // SAFETY: the count was the last one.
        unsafe { Handle::drop_and_dealloc(self.0) }
    }
}

impl crate::Handle for Handle {
    type Raw = *mut ();

    #[inline(always)]
    fn new<T: Send + Sync + 'static>(value: T) -> Handle {
        let (layout, offset) = layout(Layout::new::<T>());
        // SAFETY: the block is large enough for both by its layout, and is filled before it is shown.
        unsafe {
            let block = alloc(layout);
            if block.is_null() {
                handle_alloc_error(layout)
            }
            let place = block.cast::<T>();
            place.write(value);
            let data = block.add(offset).cast::<Data>();
            data.write(Data { count: AtomicUsize::new(1), value: NonNull::new_unchecked(place) });
            Handle(NonNull::new_unchecked(data))
        }
    }

    #[inline(always)]
    fn pointer(&self) -> *const () {
        self.0.as_ptr() as *const ()
    }

    #[inline(always)]
    fn downcast<T: 'static>(&self) -> Option<&T> {
        // SAFETY: a handle keeps the value alive.
        unsafe { self.data().value.as_ref() }.downcast_ref()
    }

    #[inline(always)]
    fn into_raw(self) -> Self::Raw {
        let raw = self.0.as_ptr() as *mut ();
        std::mem::forget(self);
        raw
    }

    #[inline(always)]
    unsafe fn from_raw(raw: Self::Raw) -> Handle {
        Handle(NonNull::new_unchecked(raw.cast()))
    }

    fn block(&self) -> *mut u8 {
        self.data().value.cast::<u8>().as_ptr()
    }
}
