//! Rust's own: two counts, of strong and of weak references, and then the value. The pointer is two words.

use std::any::Any;
use std::sync::Arc;

pub type Handle = Arc<dyn Any + Send + Sync>;

impl crate::Handle for Handle {
    type Raw = *const (dyn Any + Send + Sync);

    #[inline(always)]
    fn new<T: Send + Sync + 'static>(value: T) -> Handle {
        Arc::new(value)
    }

    #[inline(always)]
    fn pointer(&self) -> *const () {
        Arc::as_ptr(self) as *const ()
    }

    #[inline(always)]
    fn downcast<T: 'static>(&self) -> Option<&T> {
        self.downcast_ref()
    }

    #[inline(always)]
    fn into_raw(self) -> Self::Raw {
        Arc::into_raw(self)
    }

    #[inline(always)]
    unsafe fn from_raw(raw: Self::Raw) -> Handle {
        Arc::from_raw(raw)
    }

    fn block(&self) -> *mut u8 {
        // The block begins with the two counts.
        unsafe { (Arc::as_ptr(self) as *mut u8).sub(2 * size_of::<usize>()) }
    }
}
