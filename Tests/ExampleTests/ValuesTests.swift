// SPDX-License-Identifier: Apache-2.0

import ExampleSupport
import Testing

@Suite struct ValuesTests {
    @Test(arguments: [
        ("0.2s", Duration.milliseconds(200)), ("30s", .seconds(30)), ("5m", .seconds(300)),
        ("250ms", .milliseconds(250)),
        ("1.5m", .seconds(90)), ("1h", .seconds(3600)),
    ])
    func `a duration is a number and a unit`(text: String, duration: Duration) {
        #expect(Values.duration(text) == duration)
    }

    @Test(arguments: [
        "", "s", "30", "0s", "-1s", "+1s", "1e3s", "infs", "nans", ".5s", "5.s", "1 s", "1.2.3s", "2000h", "٣s",
    ])
    func `anything else is no duration`(text: String) {
        #expect(Values.duration(text) == nil)
    }

    @Test(arguments: ["+14155550100", "+4930123456"])
    func `a phone number is written as E 164 says`(text: String) {
        #expect(Values.phone(text) == text)
    }

    @Test(arguments: [
        "", "+", "14155550100", "+0123456789", "+1415555010a", "+1 415 555 0100", "+1234567890123456", "+123456",
    ])
    func `anything else is no phone number`(text: String) {
        #expect(Values.phone(text) == nil)
    }
}
