// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "CallFunnel",
    platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
    products: [
        .library(name: "CallFunnel", targets: ["CallFunnel"]),
        .library(name: "CallFunnelSimulator", targets: ["CallFunnelSimulator"]),
    ],
    targets: [
        .target(name: "CallFunnel", swiftSettings: settings),
        .target(name: "CallFunnelSimulator", dependencies: ["CallFunnel"], swiftSettings: settings),
        .target(
            name: "ExampleSupport", dependencies: ["CallFunnel", "CallFunnelSimulator"], path: "Examples/Support",
            swiftSettings: settings),
        .executableTarget(
            name: "watch-events",
            dependencies: ["CallFunnel", "CallFunnelSimulator", "ExampleSupport"],
            path: "Examples/watch-events",
            exclude: ["README.md"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "callfunnel-simulator",
            dependencies: ["CallFunnel", "CallFunnelSimulator", "ExampleSupport"],
            path: "Examples/callfunnel-simulator",
            exclude: ["README.md"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "simulate",
            dependencies: ["CallFunnel", "CallFunnelSimulator", "ExampleSupport"],
            path: "Examples/simulate",
            exclude: ["README.md"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "receive-webhooks",
            dependencies: ["CallFunnel", "CallFunnelSimulator", "ExampleSupport"],
            path: "Examples/receive-webhooks",
            exclude: ["README.md"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "verify-webhook",
            dependencies: ["CallFunnel", "ExampleSupport"],
            path: "Examples/verify-webhook",
            exclude: ["README.md"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "poll-to-push",
            dependencies: ["CallFunnel", "CallFunnelSimulator", "ExampleSupport"],
            path: "Examples/poll-to-push",
            exclude: ["README.md"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "benchmark",
            dependencies: ["CallFunnel", "ExampleSupport"],
            path: "Examples/benchmark",
            exclude: ["README.md"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CallFunnelTests",
            dependencies: ["CallFunnel", "CallFunnelSimulator"],
            exclude: ["Vectors"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ExampleTests",
            dependencies: [
                "CallFunnel", "CallFunnelSimulator", "ExampleSupport", "watch-events", "callfunnel-simulator",
                "simulate", "receive-webhooks", "verify-webhook", "poll-to-push", "benchmark",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CallFunnelSimulatorTests",
            dependencies: ["CallFunnel", "CallFunnelSimulator"],
            swiftSettings: settings
        ),
    ]
)
