public import Model
internal import WasmEngine

extension ErrorCode {
  /// The story behind the code. It is told here because it names the session's own bounds and words.
  public var story: ErrorStory {
    ErrorStory(code: self, title: entry.title, paragraphs: entry.story)
  }

  /// The stories of all codes.
  public static var stories: [ErrorStory] { allCases.map(\.story) }

  private var entry: (title: String, story: [String]) {
    switch self {
    case .unknownVerb:
      (
        "unknown verb",
        [
          "A line is `[name =] verb argument…`. The shell has no verb of this name.",
          "The shell runs no guess. It shows the nearest verbs, and often the whole line that was probably meant; you"
            + " choose. `.help` lists all verbs.",
        ]
      )
    case .unknownName:
      (
        "unknown name",
        [
          "No line so far has bound this name. `a = new counter` binds `a`; later lines can use it.",
          "`.names` lists the names and what they hold. `@3` names the third object that was made; `.objects` lists those"
            + " that live.",
        ]
      )
    case .usage:
      (
        "the arguments do not fit the verb",
        [
          "An argument is missing, or extra, or of another form than the verb takes. Nothing was done.",
          "`.help VERB` shows what a verb takes, with an example.",
        ]
      )
    case .unterminatedString:
      (
        "a string without its closing quote",
        [
          "A string begins and ends with a double quote, on one line. A quote inside it is written `\\\"`, and a new"
            + " line `\\n`."
        ]
      )
    case .badEscape:
      (
        "unknown escape in a string",
        [
          "After a backslash a string takes `n` (new line), `t` (tab), `\"`, `\\`, or `u{…}` with the number of a"
            + " Unicode scalar in 1 to 8 hexadecimal digits, such as `\\u{1F980}`. A backslash itself is `\\\\`."
        ]
      )
    case .departedName:
      (
        "a name whose handle is gone",
        [
          "The name held a handle once. A later line moved the handle away or dropped it, and the message says"
            + " which.",
          "Moving is not cloning: after `b = move a` there is still one handle, and `b` has it. Rust refuses such a"
            + " use when it compiles (\"use of moved value\"), and so does Swift for noncopyable types. C++ does not:"
            + " a moved-from `shared_ptr` is simply empty.",
        ]
      )
    case .danglingPointer:
      (
        "a dangling raw pointer",
        [
          "A raw pointer owns nothing, so it does not keep its object alive. The last handle was dropped, the count"
            + " reached 0, the value was destroyed and its block went back to the allocator. The pointer still holds"
            + " the old address.",
          "Following it would be a use after free. The memory may be unused, or it may already be another object's:"
            + " then the pointer looks good and means something else. That second case is the nasty one, because no"
            + " look at the address can tell the two apart. The shell can, because it numbers its objects and never"
            + " uses a number twice.",
          "In a program nothing checks this. `clone_from_raw` is unsafe in Rust and `@unsafe` in Swift for this very"
            + " reason: its caller promises that the count is still above zero.",
          "Keep a handle alive for as long as the pointer is in use, or let the pointer own a count: `p = into_raw a`."
            + " `show p` shows what a pointer points at, and since which line it dangles; it follows nothing.",
        ]
      )
    case .wrongRole:
      (
        "a handle where a raw pointer belongs, or the other way round",
        [
          "A name holds either a handle, which owns one count, or a raw pointer, which is only an address.",
          "`p = as_raw a` makes a raw pointer from a handle; `b = clone_from_raw p` makes a handle from a raw"
            + " pointer, with a count of its own.",
          "`@N` names an object, and is no handle either. Verbs that only look take it: `show @2`. Verbs that clone, move"
            + " or drop need a name that holds a handle.",
        ]
      )
    case .wrongType:
      (
        "the value has another type",
        [
          "A handle is type-erased: the type stands in the block, not in the handle. A downcast names a type, and gives"
            + " the value only if that is exactly its type. No conversion is tried.",
          "`is h Type` asks first; `downcast h Type` answers `null` where the types differ.",
        ]
      )
    case .sharedImmutability:
      (
        "a shared value cannot be changed",
        [
          "A handle may have clones, and each gives access to the same value. If one holder could change it while"
            + " another reads, neither could rely on anything. So a downcast gives shared, immutable access.",
          "Values that should change bring their own means: a counter is an atomic integer, a file sits behind a lock."
            + " Rust calls this interior mutability. A plain string has no such means.",
          "Make a new string and bind the name to it: `a = new string \"…\"`.",
        ]
      )
    case .badNumber:
      (
        "not a number, or out of range",
        [
          "Numbers are decimal, with a minus sign where they are below zero and no plus sign. The message names the range that the verb takes; the"
            + " widest is that of a 64-bit signed integer, \(Int.min) to \(Int.max)."
        ]
      )
    case .invalidUTF8:
      (
        "a line that is not UTF-8",
        [
          "Lines are text in UTF-8. At the column named there are bytes that no UTF-8 text contains. A file in"
            + " another encoding can be converted, for instance with `iconv -t UTF-8`."
        ]
      )
    case .controlCharacter:
      (
        "a control character in a line",
        [
          "A line may hold tabs and no other control characters: printed as they are, they could change the terminal"
            + " or hide what a line does. In a string, write an escape such as `\\n` or `\\u{1b}`."
        ]
      )
    case .lineTooLong:
      (
        "a line that is too long",
        [
          "The shell reads lines of up to 16 MiB. This one is longer. The shell skipped it whole."
        ]
      )
    case .expectation:
      (
        "an expectation that did not hold",
        [
          "`expect QUERY VALUE` asks the query and compares its answer with the value, byte by byte. They differ. Nothing"
            + " else changed: queries change no count.",
          "Texts that look the same can differ: an `é` is one character or an `e` with an accent. The message then shows"
            + " them with escapes.",
        ]
      )
    case .system:
      (
        "the operating system refused",
        [
          "A system call behind the line failed. The message gives the error's name as in the manual page `errno(3)`"
            + " and what the system says of it."
        ]
      )
    case .unusableFile:
      (
        "a file that is no file to read and write",
        [
          "A `file` object reads and writes at a position that all clones share. A directory has none, and a FIFO or"
            + " a socket would make the shell wait for another program. The shell closes them again at once."
        ]
      )
    case .unknownType:
      (
        "unknown type",
        [
          "The shell's objects have one of the types "
            + Kind.allCases.map { "`\($0.typeName)`" }.joined(separator: ", ") + ".",
          "Type checks compare the exact type, so there is no common base type to ask for.",
        ]
      )
    case .nothingOwned:
      (
        "a raw pointer that owns no count",
        [
          "`from_raw` turns a raw pointer back into a handle without touching the count. That is right only where"
            + " `into_raw` has moved a count into the pointer, and right only once. Otherwise two owners would share"
            + " one count: the second drop would free what is already free.",
          "For a pointer that owns nothing, `clone_from_raw` makes a handle with a count of its own.",
        ]
      )
    case .nothingToBind:
      (
        "nothing that a name could hold",
        [
          "Names hold handles and raw pointers. This verb yields neither, so `name =` has nothing to take. Nothing was"
            + " done.",
          "A WebAssembly function that gives a null reference is no error: the name binds nothing, and the line says so.",
        ]
      )
    case .emptyCell:
      (
        "an empty cell",
        ["The cell holds no handle that could be taken out or cloned. `put c h` puts one in."]
      )
    case .overflow:
      (
        "a counter would overflow",
        [
          "A counter holds a 64-bit signed integer. The sum does not fit, and the counter keeps its value. A reference"
            + " count that overflowed would be worse: it would come round to zero and free a live object. So `clone`"
            + " ends the program instead, in this library as in Rust's `Arc`."
        ]
      )
    case .badName:
      (
        "not a name",
        ["A name begins with a letter or `_` and goes on with letters, digits and `_`, all of them ASCII."]
      )
    case .repeatedName:
      (
        "a name given twice",
        [
          "A name holds one handle, and a handle can be dropped once. Dropping it twice would be a double free."
        ]
      )
    case .interrupted:
      (
        "stopped by Ctrl-C",
        [
          "The threads of a race were told to stop and dropped what they had cloned. The count is what it was before.",
          "Code of a WebAssembly module that is stopped traps where it is. What it did until then stays done.",
        ]
      )
    case .nesting:
      (
        "`.read` too deep, or too much",
        [
          "A file read by `.read` may read others, up to 16 deep. A file that reads itself never ends.",
          "Files that read others several times grow fast: ten lines that each read ten lines, sixteen deep, are more than"
            + " any session could do. So what one line has read is bounded too, to 100000 lines and 64 MiB; to 1000000 lines where"
            + " you type them.",
        ]
      )
    case .forgottenLines:
      (
        "lines that are no longer kept",
        [
          "A session keeps at least its last \(Log.segmentLines) lines, or \(Log.segmentEvents) events or"
            + " \(Log.segmentBytes >> 20) MiB of them. This one is longer, and the line that is asked for, or the"
            + " beginning of what would be saved, is no longer kept."
        ]
      )
    case .outsideScope:
      (
        "a file outside the folders that may be used",
        [
          "A script or a document may come from a stranger. So it opens files beneath its own folder only. Paths"
            + " with `..` and symbolic links that lead out are refused by the kernel (`openat2` with"
            + " `RESOLVE_BENEATH`). What a document writes under a relative path stays in a temporary folder, which is"
            + " made for its session.",
          "`--allow-files DIR` allows one more folder. What you type yourself, or pipe in, may open whatever you may.",
        ]
      )
    case .document:
      (
        "a mistake in a document",
        [
          "In a Markdown document, fenced blocks marked `externref` are sessions. Such a block begins with three"
            + " backticks and `externref` at the left margin, and ends with three backticks. In it, lines that begin"
            + " with `> ` are typed, the lines under them are the answers, `...` stands for any answer lines, and"
            + " `? QUERY` asks the reader to predict the query's value. `externref fresh` begins a new session.",
          "A document is UTF-8 text of up to 4 MiB. Its lines end in a line feed, or as on Windows in a carriage return and"
            + " a line feed.",
          "Tags that are nearly right, such as `Externref`, `externref,fresh` or `{externref}`, are mistakes: else such a"
            + " block would look like a session and be run by no command.",
        ]
      )
    case .notReproducible:
      (
        "an answer that would differ from run to run",
        [
          "A document's answers are the same on every machine and run, so that they can be tested. Addresses and"
            + " times are not. In the shell both can be shown: `.addresses on`, `.timer on`."
        ]
      )
    case .noPane:
      (
        "no place for a pane",
        [
          "The pane is the upper half of a terminal, above the prompt. So it needs a prompt, and a terminal of at least"
            + " 24 columns and 8 rows that understands escape sequences. In a script, in a pipe and where `TERM` is"
            + " `dumb` there is none; `.heap` draws the same picture once.",
          "A pane in a terminal that becomes too small hides, and comes back when there is room again. Lines that"
            + " scroll out of sight below a pane are not in the terminal's own scrollback; `.history` has them.",
        ]
      )
    case .noPage:
      (
        "no live page",
        [
          "The live page is served to browsers by a program of its own, `externref-page-server`. It stands beside"
            + " `externref`, or is built when it is first asked for in the project's own folder. The message says which"
            + " of it failed: the program is missing, its build failed, or the address or port cannot be used.",
          "A document and a lesson's own lines have no live page; the option `--page` of the command that runs them"
            + " starts one. `.export FILE.html` writes the page of a session without a server.",
        ]
      )
    case .noEngine:
      (
        "WebAssembly needs wasmtime's library",
        [
          "Modules run in wasmtime, through its shared library. The shell opens that when a line first needs it, and"
            + " all else works without it.",
          "`scripts/install-wasmtime` installs it for one user, in the folder for data of the XDG Base Directory"
            + " Specification. The option `--wasmtime PATH` or the variable `\(WasmLibrary.pathVariable)` names another"
            + " file: an official `libwasmtime.so` of version \(WasmLibrary.supportedVersions.lowerBound) to"
            + " \(WasmLibrary.supportedVersions.upperBound). The library's layouts change between versions, so the"
            + " shell examines a file before it trusts it.",
        ]
      )
    case .badModule:
      (
        "no valid WebAssembly module",
        [
          "A module is a file in WebAssembly's binary format, which begins with the bytes `00 61 73 6D`, or in its text"
            + " format. The engine checks all of it before any of it runs. This one does not pass, and the message says"
            + " why and where.",
          "A smallest one: `(module (func (export \"same\") (param externref) (result externref) local.get 0))`.",
        ]
      )
    case .missingImport:
      (
        "an import that the shell does not provide",
        [
          "A module needs its imports before it runs, each with exactly the type that it asks for. The shell"
            + " provides functions, as the module `\(HostFunctions.moduleName)`: "
            + HostFunctions.signatures.map { "`\($0)`" }.joined(separator: ", ") + ".",
          "Each takes a handle, looks at the type of the value behind it, and uses the value: WebAssembly itself can"
            + " only keep handles and pass them on.",
        ]
      )
    case .trap:
      (
        "WebAssembly code that trapped",
        [
          "Code traps where it must not go on: at `unreachable`, behind the end of a table or of the memory, when its"
            + " stack is full, or when a function of the host refuses. The host's functions refuse a handle whose value"
            + " has another type, and name both types: the same downcast as `downcast`, made on behalf of the code.",
          "A trap ends the call and not the module. Nothing is undone: the line shows what the code did before the trap,"
            + " and the session's record keeps the line. What the code wrote stays written, and handles"
            + " that went in are the engine's until it collects. `wasm gc` makes it, and `why` shows what it has.",
        ]
      )
    case .guestArgument:
      (
        "arguments that do not fit the module",
        [
          "`wasm exports m` shows the functions with their types. An `externref` is the name of a handle, or `null`;"
            + " `i32` and `i64` are whole numbers, `f32` and `f64` numbers such as `1.5`; `(ref extern)` is a handle and"
            + " never `null`. The shell checks all of them before the call, so nothing was called and no count changed.",
          "Names of exports that are no words are written as strings: `wasm call m \"read me\"`.",
        ]
      )
    case .guestLimit:
      (
        "a module that wants too much",
        [
          "A module may come from a stranger, so what it may use is bounded. Before it is compiled:"
            + " \(Session.moduleLimits.functions) functions, \(Session.moduleLimits.cost >> 20) MiB of code, less where"
            + " functions have many variables, \(Session.moduleLimits.bodyBytes >> 10) KiB a function. While it runs: \(Session.guestFuel) instructions a line,"
            + " counted by the engine; 256 MiB of memory; a million elements a table.",
          "A call of the host counts for \(HostFunctions.fuelPerCall) instructions, and each byte that it passes for"
            + " \(HostFunctions.fuelPerByte) more: that bounds the events of a line. A loop that does not end is stopped at"
            + " the bound, or before it with Ctrl-C.",
          "A table or a memory does not grow beyond its bound; the instruction that asked for more gives -1.",
        ]
      )
    case .otherProgram:
      (
        "a trace is only looked at",
        [
          "`externref inspect` shows what another program did with its handles. That program has run, or runs on its own;"
            + " nothing here can make, clone or drop a handle of it. `.help` lists what can be asked.",
          "To try out what a line does, use the shell: `externref` without arguments.",
        ]
      )
    case .badTrace:
      (
        "a file that is no trace, or a damaged one",
        [
          "A trace is written by a program that was built with the package's trait `Tracing` and runs with"
            + " `EXTERNREF_TRACE=FILE` in its environment. It begins with eight bytes that no other file begins with, and"
            + " the number of its format's version.",
          "A trace that was cut off behind its header can be read up to there; one whose header is damaged cannot.",
        ]
      )
    case .noWayBack:
      (
        "a line that cannot be taken back, or brought back",
        [
          "`.undo` makes the session anew: it does all lines again except those that are taken back, with the same answers"
            + " from files, and no file notices. So the session must still keep all its lines, and what it read: up to"
            + " 16 MiB of it.",
          "A file that was closed by a line that is taken back must be opened once more, and may be gone, or another by now. A module whose code"
            + " was interrupted need not stop at the same place twice. Then the session stays as it is.",
          "`.redo` brings back what the last `.undo` took, as long as no other line was typed.",
        ]
      )
    case .bookkeeping:
      (
        "a bug of the shell",
        [
          "The shell keeps a list of the owners of each object, and compares its length with the strong count that it"
            + " reads from the handle. They differ. The count that was shown is the handle's own. Please report the"
            + " lines that led here."
        ]
      )
    }
  }
}
