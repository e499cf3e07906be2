// SPDX-License-Identifier: Apache-2.0

/// A way in which a ledger can be wrong, most of them ways in which ledgers over a database are wrong.
enum LedgerFlaw: String, CaseIterable, Sendable {
    // Answers.
    case dropsTypesItDoesNotKnow
    case remembersThatItWasUnrecorded
    case answersInItsOwnOrder
    case chokesOnAKeyGivenTwice
    case chokesOnAnEmptyQuestion
    case answersAThousand
    // Recording.
    case refusesWhatIsRecorded
    case recordsMarksAfterKeys
    case stopsHalfwayWhenCancelled
    case overwritesWhatOthersRecord
    case recordsAThousand
    // Keys.
    case chokesOnQuotes
    case comparesByUnicodeEquivalence
    case comparesSubjectsOnly
    case cutsLongKeys
    // Marks.
    case matchesMarksByPrefix
    case keepsTheFirstMark
    case dropsMarksThatComeWithKeys
    case dropsKeysThatComeWithMarks
    case trimsMarks
    // Claims.
    case claimsSubjects
    case refusesItsOwner
    case grantsToEverybody
    case grantsWhatIsRecorded
    case recordsAtClaim
    case checksThenClaims
    case releasesNothing
    case releasesForEverybody
    case looksAtClaimsFirst
    // Leases.
    case hasLeasesTooShort
    case hasLeasesWithoutEnd
    case burnsClaims
    case prolongsWhenOthersAsk
    case neverProlongs
    case grantsToAFormerOwner
    // Restarts.
    case forgetsKeysAtRestart
    case forgetsMarksAtRestart
    case freesClaimsAtRestart
    case cachesWhatIsUnrecorded
    // Retention.
    case forgetsTooEarly
    case forgetsWhatIsLookedUp

    /// The names of the checks that must find it, and no other may fail.
    var checks: [String] {
        switch self {
        case .dropsTypesItDoesNotKnow: ["an event that was never recorded is unrecorded"]
        case .remembersThatItWasUnrecorded:
            [
                "a recorded event is not unrecorded", "keys of any characters are kept",
                "what one process records, the others know at once",
            ]
        case .answersInItsOwnOrder:
            ["the answer keeps the order of the question", "a question of 100,000 keys is answered"]
        case .chokesOnAKeyGivenTwice: ["a key given twice does no harm"]
        case .chokesOnAnEmptyQuestion: ["nothing asked is nothing answered"]
        case .answersAThousand: ["a question of 100,000 keys is answered"]
        case .refusesWhatIsRecorded: ["recording again does no harm"]
        case .recordsMarksAfterKeys, .stopsHalfwayWhenCancelled: ["an entry is recorded whole or not at all"]
        case .overwritesWhatOthersRecord: ["what many record at once is all kept"]
        case .recordsAThousand: ["an entry of 10,000 keys is recorded"]
        case .chokesOnQuotes: ["keys of any characters are kept"]
        case .comparesByUnicodeEquivalence, .cutsLongKeys: ["keys that only look alike are two"]
        case .comparesSubjectsOnly:
            ["keys that only look alike are two", "an event that nobody handles is granted"]
        case .matchesMarksByPrefix: ["a mark that was set is answered, others are not"]
        case .keepsTheFirstMark: ["the last text of a mark counts"]
        case .dropsMarksThatComeWithKeys: ["an entry sets its marks and records its keys"]
        case .dropsKeysThatComeWithMarks:
            ["an entry is recorded whole or not at all", "an entry sets its marks and records its keys"]
        case .trimsMarks: ["a mark keeps its text as it is"]
        case .claimsSubjects: ["an event that nobody handles is granted"]
        case .refusesItsOwner: ["an owner may take its own claim again"]
        case .grantsToEverybody:
            [
                "a claimed event is leased to others", "of many who claim at once, one gets the event",
                "after a takeover the first owner is kept out", "a claim outlives the process that made it",
            ]
        case .grantsWhatIsRecorded:
            ["a recorded event is not granted", "recording ends a claim, whoever records"]
        case .recordsAtClaim: ["a claim records nothing"]
        case .checksThenClaims: ["of many who claim at once, one gets the event"]
        case .releasesNothing: ["a released event is free at once"]
        case .releasesForEverybody:
            ["only its owner can release a claim", "after a takeover the first owner is kept out"]
        case .looksAtClaimsFirst: ["recording ends a claim, whoever records"]
        case .hasLeasesTooShort: ["a claim holds for its lease", "claiming again begins the lease anew"]
        case .hasLeasesWithoutEnd, .burnsClaims, .prolongsWhenOthersAsk: ["after its lease a claim is free"]
        case .neverProlongs: ["claiming again begins the lease anew"]
        case .grantsToAFormerOwner: ["after a takeover the first owner is kept out"]
        case .forgetsKeysAtRestart:
            ["what was recorded is known after a restart", "what one process records, the others know at once"]
        case .forgetsMarksAtRestart:
            ["marks are known after a restart", "what one process records, the others know at once"]
        case .freesClaimsAtRestart: ["a claim outlives the process that made it"]
        case .cachesWhatIsUnrecorded: ["what one process records, the others know at once"]
        case .forgetsTooEarly: ["an event is remembered for the retention"]
        case .forgetsWhatIsLookedUp: ["an event that is looked up is never forgotten"]
        }
    }
}
