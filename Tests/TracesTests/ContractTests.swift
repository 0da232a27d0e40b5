import TestSupport
import Testing
import Traces

/// What programs read: fields may be added, none may change or go.
struct ContractTests {
  @Test func `an object has its type, count and place, and each count its own`() throws {
    let trace = try Inspecting(TraceBuilder.server.bytes)
    let objects = trace.json(".objects")
    #expect(
      objects[0] == #"{"line":1,"event":"object","object":1,"type":"App.Cache","count":1,"#
        + #""site":{"file":"App/Cache.swift","line":5,"function":"run()"},"size":32,"thread":1,"made":1,"time":0,"#
        + #""owners":[{"handle":1,"site":{"file":"App/Cache.swift","line":5,"function":"run()"},"label":"the cache","#
        + #""thread":1,"age":2100}]}"#)
    #expect(
      objects[1].hasSuffix(
        #""owners":[{"handle":3,"site":{"file":"App/Cache.swift","line":17,"function":"run()"},"thread":2,"inside":1,"age":2000}]}"#
      ))
    #expect(
      objects[7].hasSuffix(
        #""owners":[{"handle":14,"site":{"file":"App/Timers.swift","line":8,"function":"run()"},"thread":2,"raw":true,"#
          + #""taken":{"file":"App/Timers.swift","line":7,"function":"run()"},"age":2000}]}"#))
    #expect(objects[8] == #"{"line":1,"event":"total","shown":8,"total":8}"#)
  }

  @Test func `leaks are objects, and then one event with their numbers and the cycles`() throws {
    let trace = try Inspecting(TraceBuilder.server.bytes)
    let lines = trace.json(".leaks")
    #expect(lines.count == 9)
    for line in lines.dropLast() { #expect(line.hasPrefix(#"{"line":1,"event":"object","object":"#)) }
    #expect(lines[8].hasPrefix(#"{"line":1,"event":"leak","objects":[1,2,3,4,5,6,7,8],"cycles":[[6,7]],"#))
  }

  @Test func `a place has what its handles have been through`() throws {
    let trace = try Inspecting(TraceBuilder.server.bytes)
    #expect(
      trace.json(".sites")[0]
        == #"{"line":1,"event":"site","site":{"file":"App/Cache.swift","line":17,"function":"run()"},"#
        + #""made":0,"cloned":4,"dropped":0,"live":4,"peak":4}"#)
  }

  @Test func `events have the names that a session's events have`() throws {
    let trace = try Inspecting(TraceBuilder.server.bytes)
    #expect(
      trace.json(".history @8") == [
        #"{"line":1,"event":"created","at":23,"time":100,"object":8,"type":"App.Node","before":0,"after":1,"#
          + #""handle":14,"site":{"file":"App/Timers.swift","line":7,"function":"run()"},"thread":2}"#,
        #"{"line":1,"event":"into_raw","at":24,"time":100,"object":8,"type":"App.Node","before":1,"after":1,"#
          + #""handle":14,"site":{"file":"App/Timers.swift","line":8,"function":"run()"},"thread":2}"#,
        #"{"line":1,"event":"total","shown":2,"total":2}"#,
      ])
    #expect(
      trace.json(".marks")[0]
        == #"{"line":1,"event":"mark","name":"start","at":3,"time":0,"live":1,"#
        + #""site":{"file":"App/Marks.swift","line":1,"function":"run()"},"thread":1}"#)
  }
}
