using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>
/// What a rule is, as one value: its id, what it says and where it comes from. Tables, presets, <c>rules.json</c> and
/// page headers are generated from these values; how a rule sees is its <see cref="Check"/>.
/// </summary>
public sealed class Rule
{
    private readonly Lazy<DiagnosticDescriptor> _descriptor;

    /// <param name="id">"BR" and four digits; the first digit is the family. Never reused.</param>
    /// <param name="name">The class name of its check: the smell, as it reads after "allow". Names the slice's files.</param>
    /// <param name="title">What ought to be, as a sentence without a full stop.</param>
    /// <param name="message">What is wrong here, then the way out after a semicolon; names in single quotes. <c>{0}</c> are arguments.</param>
    /// <param name="level">The default severity.</param>
    public Rule(string id, string name, string title, string message, Level level)
    {
        Id = id;
        Name = name;
        Title = title;
        Message = message;
        Level = level;
        _descriptor = new(() => Describe(Message, Level));
    }

    public string Id { get; }

    public string Name { get; }

    public string Title { get; }

    public string Message { get; }

    public Level Level { get; }

    public Family Family => (Family)(Id[2] - '0');

    /// <summary>The first version that has the rule.</summary>
    public string Since { get; init; } = "0.1.0";

    /// <summary>Lines of the backend developer's profile that the rule enforces: CR1-6, SB1-7, DB1-6, AD1-6, FO1-5.</summary>
    public string[] Profile { get; init; } = [];

    /// <summary>Numbers in the Common Weakness Enumeration (cwe.mitre.org).</summary>
    public int[] Cwe { get; init; } = [];

    /// <summary>Categories of the OWASP Top 10 for APIs, 2023 ("API8") or for web applications, 2021 ("A03").</summary>
    public string[] Owasp { get; init; } = [];

    /// <summary>Requirements of the OWASP Application Security Verification Standard 5.0.0.</summary>
    public string[] Asvs { get; init; } = [];

    /// <summary>Rules of the SDK and of libraries that mean the same fault: <see cref="OneVoice"/> takes their findings back where this one stands.</summary>
    public string[] TakesBack { get; init; } = [];

    /// <summary>The severity in the preset <c>strict</c>, where it differs from the default.</summary>
    public Level? Strict { get; init; }

    /// <summary>Whether the rule also looks at test projects.</summary>
    public bool InTests { get; init; }

    /// <summary>Whether the rule may report when the whole compilation has been read, and so in builds rather than while typing.</summary>
    public bool AtEnd { get; init; }

    /// <summary>Whether the rule reports at the end of the compilation only, never while typing.</summary>
    public bool EndOnly { get; init; }

    public DiagnosticDescriptor Descriptor => _descriptor.Value;

    /// <summary>The rule's page.</summary>
    public string Page => $"https://github.com/backend-rules/backend-rules/blob/main/src/BackendRules.Analyzers/Rules/{Family}/{Id}.{Name}.md";

    /// <summary>
    /// The same rule with another message, or another default level, for a case that needs its own words. Keep the result in a static field.
    /// </summary>
    public DiagnosticDescriptor Saying(string message, Level? level = null) => Describe(message, level ?? Level);

    /// <summary>The same rule for a host that speaks while typing: its findings aren't those of a build alone.</summary>
    internal Rule WhileTyping() => new(Id, Name, Title, Message, Level)
    {
        Since = Since,
        Profile = Profile,
        Cwe = Cwe,
        Owasp = Owasp,
        Asvs = Asvs,
        Strict = Strict,
        InTests = InTests,
    };

    /// <summary>A finding with the rule's own message.</summary>
    public Diagnostic At(Location location, params object?[] arguments) => Diagnostic.Create(Descriptor, location, arguments);

    /// <summary>A finding that carries what its fix needs to know.</summary>
    public Diagnostic At(Location location, ImmutableDictionary<string, string?> properties, params object?[] arguments) =>
        Diagnostic.Create(Descriptor, location, properties, arguments);

    private DiagnosticDescriptor Describe(string message, Level level) => new(
        Id,
        Title,
        message,
        $"BackendRules.{Family}",
        level.Severity(),
        isEnabledByDefault: Level != Level.Off,
        helpLinkUri: Page,
        customTags: AtEnd || EndOnly ? [WellKnownDiagnosticTags.CompilationEnd] : []);
}
