// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// A response as the bytes of HTTP/1.1.
struct ResponseWriter {
    let bytes: [UInt8]
    /// False when only the end of the connection can end this response, or the response itself says `close`.
    let staysOpen: Bool

    /// Header fields are written as they are. A `Content-Length` is added when there is none; one that differs from the
    /// body is kept, and closing the connection then shows the client a body cut short.
    init(_ answer: HTTPResponse, to method: String, staysOpen wanted: Bool) {
        let isWritable = (200...999).contains(answer.status) && answer.headers.fields.allSatisfy(Self.isWritable)
        let response = isWritable ? answer : HTTPResponse(status: 500, headers: ["Connection": "close"])
        let isBodiless = method == "HEAD" || response.status == 204 || response.status == 304
        let lengths = response.headers.values(of: "Content-Length")
        let isFramed = response.headers["Transfer-Encoding"] != nil
        let endsItself = !isFramed && (lengths.isEmpty || lengths == ["\(response.body.count)"])
        let saysClose = response.headers.values(of: "Connection").contains { $0.lowercased() == "close" }
        staysOpen = wanted && !saysClose && (isBodiless || endsItself)

        var head = "HTTP/1.1 \(response.status) \(Self.reason(response.status))\r\n"
        for field in response.headers.fields { head += "\(field.name): \(field.value)\r\n" }
        if lengths.isEmpty, !isFramed, response.status != 204, response.status != 304 {
            head += "Content-Length: \(response.body.count)\r\n"
        }
        if !staysOpen, !saysClose { head += "Connection: close\r\n" }
        bytes = Array((head + "\r\n").utf8) + (isBodiless ? [] : response.body)
    }

    private static func isWritable(_ field: HTTPHeaders.Field) -> Bool {
        !field.name.isEmpty && !field.name.utf8.contains(UInt8(ascii: ":"))
            && (field.name + field.value).utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 204: "No Content"
        case 302: "Found"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 413: "Content Too Large"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Status"
        }
    }
}
