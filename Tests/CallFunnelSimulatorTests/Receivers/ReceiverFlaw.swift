// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator

/// One thing that is wrong with a receiver, and the scenarios that find it.
enum ReceiverFlaw: String, CaseIterable, Sendable {
    case refusesFailures
    case takesFailuresForHandled
    case givesUpAfterFiveFailures
    case recordsBeforeHandling
    case recordsBeforeHandlingAndTakesItBack
    case answersBeforeHandling
    case ignoresSignatures
    case ignoresMissingSignatures
    case leaksThroughBadHeaders
    case verifiesItsOwnWriting
    case usesFirstSecretOnly
    case readsLastSignatureOnly
    case readsFirstHeaderLineOnly
    case readsEitherOfTwoTimes
    case refusesUnknownSignatures
    case hasWindowTowardsThePastOnly
    case hasNoWindow
    case hasNarrowWindow
    case refusesWhatIsOutsideTheWindow
    case remembersWhatItRejects
    case goesByTheHeaderAlone
    case goesByTheSignatureAlone
    case goesByTheDataAlone
    case forgetsWhatItHandled
    case forgetsAtRestart
    case conflictsOnRepeats
    case conflictsOnOverlap
    case joinsAndTakesFailuresForHandled
    case claimsInTwoSteps
    case claimsInMemoryOnly
    case keepsClaimsForEver
    case keepsClaimsOfCutRequests
    case refusesUnknownTypes
    case refusesUnreadableData
    case needsKnownWords
    case insistsOnOrder
    case takesAnyMethod

    /// In the order they are run.
    var scenarios: [String] {
        switch self {
        case .refusesFailures: [Name.fails, Name.failsSixTimes, Name.troubled]
        case .takesFailuresForHandled: [Name.fails, Name.failsSixTimes, Name.troubled]
        case .givesUpAfterFiveFailures: [Name.failsSixTimes]
        case .recordsBeforeHandling:
            [Name.fails, Name.failsSixTimes, Name.cutOff, Name.overlap, Name.processes, Name.troubled]
        case .recordsBeforeHandlingAndTakesItBack: [Name.overlap, Name.processes]
        case .answersBeforeHandling:
            [Name.fails, Name.failsSixTimes, Name.early, Name.cutOff, Name.overlap, Name.processes, Name.troubled]
        case .ignoresSignatures:
            [
                Name.rewritten, Name.unsigned, Name.otherSecret, Name.changedBody, Name.changedTime, Name.garbage,
                Name.unreadableHeader, Name.twoTimes, Name.lateSecret, Name.tooOld, Name.tooNew,
            ]
        case .ignoresMissingSignatures: [Name.unsigned]
        case .leaksThroughBadHeaders: [Name.unsigned, Name.garbage, Name.unreadableHeader, Name.twoTimes]
        case .usesFirstSecretOnly: [Name.rotation]
        case .readsLastSignatureOnly: [Name.layouts, Name.foreignSignature]
        case .readsFirstHeaderLineOnly: [Name.layouts, Name.troubled]
        case .readsEitherOfTwoTimes: [Name.twoTimes]
        case .refusesUnknownSignatures: [Name.lateSecret, Name.troubled]
        case .hasWindowTowardsThePastOnly: [Name.tooNew]
        case .hasNoWindow: [Name.tooOld, Name.tooNew]
        case .hasNarrowWindow: [Name.nearClock]
        case .refusesWhatIsOutsideTheWindow: [Name.tooOld, Name.tooNew, Name.troubled]
        case .remembersWhatItRejects: [Name.tooOld, Name.tooNew, Name.troubled]
        case .goesByTheHeaderAlone: [Name.otherID, Name.sharedID, Name.noID, Name.troubled]
        case .goesByTheSignatureAlone: [Name.again, Name.troubled]
        case .goesByTheDataAlone: [Name.crossings]
        case .forgetsWhatItHandled:
            [
                Name.again, Name.copy, Name.otherID, Name.noID, Name.restart, Name.twice, Name.overlap, Name.processes,
                Name.troubled,
            ]
        case .forgetsAtRestart: [Name.restart, Name.processes]
        case .conflictsOnRepeats:
            [Name.again, Name.copy, Name.otherID, Name.noID, Name.restart, Name.twice, Name.troubled]
        case .conflictsOnOverlap: [Name.twice, Name.overlap, Name.processes, Name.troubled]
        case .joinsAndTakesFailuresForHandled: [Name.overlap, Name.processes]
        case .claimsInTwoSteps: [Name.twice, Name.overlap, Name.processes, Name.troubled]
        case .claimsInMemoryOnly: [Name.processes]
        case .keepsClaimsForEver:
            [Name.fails, Name.failsSixTimes, Name.cutOff, Name.overlap, Name.processes, Name.troubled]
        case .keepsClaimsOfCutRequests: [Name.cutOff]
        case .refusesUnknownTypes: [Name.newType]
        case .refusesUnreadableData: [Name.unreadableData]
        case .needsKnownWords: [Name.unknownWords]
        case .insistsOnOrder: [Name.order, Name.troubled]
        case .takesAnyMethod: [Name.method]
        // Hardly anything it receives is written as it would write it.
        case .verifiesItsOwnWriting:
            ReceiverConformance.scenarios.filter {
                ![
                    Name.changedBody, Name.changedTime, Name.twoTimes, Name.method, Name.unsigned,
                    Name.unreadableHeader, Name.otherSecret, Name.unreadableData, Name.garbage,
                ].contains($0)
            }
        }
    }

    private enum Name {
        static let rewritten = "a body that was written again on its way is not handled"
        static let changedBody = "a changed body is not handled"
        static let changedTime = "a changed time is not handled"
        static let nearClock = "a clock that is off within the window does no harm"
        static let copy = "a copy of a request is not handled again"
        static let failsSixTimes = "a handler that failed six times is given its seventh chance"
        static let twoTimes = "a header with two times is not handled"
        static let method = "a request that is no POST is not handled"
        static let unsigned = "a request without a signature is not handled"
        static let lateSecret = "a secret that comes late costs no event"
        static let tooNew = "a signature from after the window is not handled, and costs no event"
        static let tooOld = "a signature from before the window is not handled, and costs no event"
        static let layouts = "a signature header is read in every layout that proxies give it"
        static let unreadableHeader = "a signature header that cannot be read is not handled"
        static let otherSecret = "a signature of another secret is not handled"
        static let authentic = "an authentic event is handled and answered 2xx"
        static let early = "an event is not answered before it is handled"
        static let newType = "an event of a type that is new is taken"
        static let processes = "an event that another process is handling does not count as handled"
        static let overlap = "an event that is being handled does not count as handled"
        static let again = "an event that was handled is answered 2xx and not handled again"
        static let restart = "an event that was handled is known after a restart"
        static let otherID = "an event under another X-CF-Event-Id is not handled again"
        static let unreadableData = "an event whose data cannot be read is not refused"
        static let fails = "an event whose handler failed is asked for again, and handled"
        static let cutOff = "an event whose request was cut off is handled when it comes again"
        static let unknownWords = "an event with unknown fields and words is handled"
        static let noID = "an event without X-CF-Event-Id is handled, and once"
        static let crossings = "each crossing of a level is handled, though their data are the same"
        static let order = "events are handled in whatever order they come"
        static let rotation = "every secret of a rotation is taken"
        static let troubled = "of a troubled sender's events, each is handled once"
        static let foreignSignature = "one right signature among wrong ones is enough"
        static let bytes = "the bytes of the body are verified, as they came"
        static let twice = "the same event twice at once is handled once"
        static let sharedID = "two events under one X-CF-Event-Id are both handled"
        static let garbage = "whatever arrives is answered, and none of it is handled"
    }
}
