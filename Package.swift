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
        .testTarget(
            name: "CallFunnelTests",
            dependencies: ["CallFunnel", "CallFunnelSimulator"],
            exclude: ["Vectors"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CallFunnelSimulatorTests",
            dependencies: ["CallFunnel", "CallFunnelSimulator"],
            swiftSettings: settings
        ),
    ]
)
