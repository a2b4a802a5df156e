namespace BackendRules;

/// <summary>The group a rule belongs to: the first digit of its id, and the last word of its category.</summary>
public enum Family
{
    /// <summary>BR0xxx: the package's own settings and limits.</summary>
    House = 0,

    /// <summary>BR1xxx: untrusted input that reaches an interpreter.</summary>
    Injection = 1,

    /// <summary>BR2xxx: secrets, cryptography, identity, transport and exposure.</summary>
    Security = 2,

    /// <summary>BR3xxx: errors and what a caller learns from them.</summary>
    Errors = 3,

    /// <summary>BR4xxx: structured logs and correlation.</summary>
    Logging = 4,

    /// <summary>BR5xxx: idempotency and scalability.</summary>
    Scalability = 5,

    /// <summary>BR6xxx: databases.</summary>
    Data = 6,

    /// <summary>BR7xxx: the shape of an HTTP, gRPC or GraphQL surface.</summary>
    Api = 7,

    /// <summary>BR8xxx: layers, dependency injection and configuration.</summary>
    Structure = 8,

    /// <summary>BR9xxx: tests.</summary>
    Tests = 9,
}
