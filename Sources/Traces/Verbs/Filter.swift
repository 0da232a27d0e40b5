internal import Model

/// What of a trace is shown: objects of some types, and those that some places in the source made or hold.
package struct Filter: Sendable, Equatable {
  package let type: Glob?
  package let site: Glob?

  package init(type: String? = nil, site: String? = nil) {
    self.type = type.map { Glob($0) }
    self.site = site.map { Glob($0) }
  }

  var isEmpty: Bool { type == nil && site == nil }

  /// A place matches by its file with or without the module, and by its line where the pattern has one.
  func includes(_ place: Site?) -> Bool {
    guard let site else { return true }
    guard let place else { return false }
    return site.matches(place.place) || site.matches(place.file)
      || site.matches("\(place.fileName):\(place.line)") || site.matches(place.fileName)
  }

  func includes(type name: String) -> Bool { type?.matches(name) ?? true }

  /// Whether an object is chosen by what it is and where it was made, and not by what holds it.
  func includes(type: String, madeAt site: Site?) -> Bool {
    includes(type: type) && (self.site == nil || includes(site))
  }

  func includes(_ object: ObjectSummary) -> Bool {
    guard includes(type: object.type) else { return false }
    if site == nil || includes(object.birth?.site) { return true }
    return object.owners.contains { owner in
      if case .handle(let handle) = owner { includes(handle.site) } else { false }
    }
  }

  func narrowing(shown: Int, of total: Int) -> Narrowing {
    Narrowing(type: type?.pattern, site: site?.pattern, shown: shown, total: total)
  }
}
