// Two class instances that hold handles to each other, and so live forever.

import ExternRef
import Synchronization

/// A person, who may know another one.
final class Person: Sendable {
  let name: String
  let friend = Mutex<VMExternRef?>(nil)

  init(_ name: String) { self.name = name }
}

/// Lets the first person know the second.
func introduce(_ first: borrowing VMExternRef, _ second: consuming VMExternRef) {
  var friend: VMExternRef? = second
  first.withValue(as: Person.self) { person in
    person.friend.withLock { swap(&$0, &friend) }
  }
}

@main
enum Main {
  static func main() {
    meet()
    HandleTrace.mark("they have met")
  }

  private static func meet() {
    let ada = VMExternRef(Person("Ada"))  // MADE ADA
    let grace = VMExternRef(Person("Grace"))  // MADE GRACE
    introduce(ada, grace.clone())  // EDGE TO GRACE
    introduce(grace, ada.clone().labeled("friend"))  // EDGE TO ADA
    let alan = VMExternRef(Person("Alan"))
    introduce(alan, ada.clone())
  }
}
