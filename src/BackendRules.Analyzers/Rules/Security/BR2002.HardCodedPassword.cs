using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2002: a password, key or connection string in the source. The symbol that receives the value decides, not a name in the code.</summary>
public sealed class HardCodedPassword : Check
{
    internal static readonly Rule Declared = new(
        "BR2002",
        nameof(HardCodedPassword),
        "Passwords, keys and connection strings come from configuration",
        "The {0} {1} is hard-coded ({2} characters); read it from configuration, and rotate it",
        Level.Warning)
    {
        Profile = ["CR1", "SB1"],
        Cwe = [259, 798, 521],
        Owasp = ["A07"],
        Asvs = ["13.3.1"],
    };

    internal static readonly Option<bool> ByName = Option.Flag("secrets_by_name", false, "Also report random-looking text in variables that are named like a secret, as information.");

    internal static readonly DiagnosticDescriptor Local =
        Declared.Saying("The {0} {1} is hard-coded ({2} characters), for the developer's machine; configuration or user secrets let each machine have its own", Level.Info);

    private static readonly Members s_equals = new("System.String.Equals");

    private static readonly Members s_header = new("System.Net.Http.Headers.AuthenticationHeaderValue.new");

    private static readonly Members s_headers = new("System.Net.Http.Headers.HttpHeaders.{Add,TryAddWithoutValidation}");

    private static readonly string[] s_secretHeaders =
        ["Authorization", "Proxy-Authorization", "X-Api-Key", "Api-Key", "ApiKey", "X-Auth-Token", "Ocp-Apim-Subscription-Key", "X-Functions-Key", "X-Access-Token", "PRIVATE-TOKEN"];

    public HardCodedPassword()
        : base(Declared)
    {
    }

    public override ImmutableArray<Option> Options => ImmutableArray.Create<Option>(ByName);

    public override void Start(Watch watch)
    {
        var own = watch.Compilation.Assembly;
        watch.Operation(OperationKind.Invocation, context => Arguments(context, ((IInvocationOperation)context.Operation).Arguments, own));
        watch.Operation(OperationKind.ObjectCreation, context => Arguments(context, ((IObjectCreationOperation)context.Operation).Arguments, own));
        watch.Operation(OperationKind.SimpleAssignment, context =>
        {
            var assignment = (ISimpleAssignmentOperation)context.Operation;
            if (assignment.Target is IPropertyReferenceOperation { Property: { } property } && SecretSymbols.Of(property, own) is { } word)
                Judge(context, assignment.Value, word, property.ContainingType.Name);
        });
        watch.Operation(OperationKind.PropertyInitializer, context =>
        {
            var initializer = (IPropertyInitializerOperation)context.Operation;
            if (initializer.InitializedProperties is [var property, ..] && SecretSymbols.Of(property, own) is { } word)
                Judge(context, initializer.Value, word, property.ContainingType.Name);
        });
        watch.Operation(OperationKind.Binary, static context =>
        {
            var comparison = (IBinaryOperation)context.Operation;
            if (comparison.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals)
                Compared(context, comparison.LeftOperand, comparison.RightOperand);
        });
        watch.Call(s_equals, static (context, call) => Compared(context, call.Instance ?? call.Arguments[0].Value, call.Arguments[call.Instance is null ? 1 : 0].Value));
        watch.Creation(s_header, static (context, creation) =>
        {
            if (creation.Arguments.Length == 2 && creation.Arguments[0].Value.ConstantValue is { HasValue: true, Value: "Basic" or "Bearer" or "basic" or "bearer" })
                Judge(context, creation.Arguments[1].Value, "credential", "AuthenticationHeaderValue");
        });
        watch.Call(s_headers, static (context, call) =>
        {
            if (call.Arguments.Length == 2 && call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: string name }
                && Array.Exists(s_secretHeaders, known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)))
                Judge(context, call.Arguments[1].Value, "credential", name);
        });
        watch.Node(SyntaxKind.StringLiteralExpression, static context => WrittenConnection.See(context, ((LiteralExpressionSyntax)context.Node).Token.ValueText));
        watch.Node(SyntaxKind.InterpolatedStringExpression, static context => WrittenConnection.See(context, WrittenConnection.Text((InterpolatedStringExpressionSyntax)context.Node)));
        NamedSecret.Start(watch);
    }

    private static void Arguments(OperationAnalysisContext context, ImmutableArray<IArgumentOperation> arguments, IAssemblySymbol own)
    {
        foreach (var argument in arguments)
        {
            if (argument is { ArgumentKind: ArgumentKind.Explicit, Parameter: { } parameter } && SecretSymbols.Of(parameter, own) is { } word)
                Judge(context, argument.Value, word, parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } made ? made.ContainingType.Name : parameter.ContainingSymbol.Name);
        }
    }

    /// <summary>A password that is compared with a written one opens the door for everybody who has the program.</summary>
    private static void Compared(OperationAnalysisContext context, IOperation left, IOperation right)
    {
        var (held, written) = left.ConstantValue.HasValue ? (right, left) : (left, right);
        if (written.ConstantValue is { HasValue: true, Value: string { Length: >= 6 } text } && text.Any(static c => !char.IsLower(c)) && SecretSymbols.Compared(LocalValues.Named(held)) is { } word)
            Judge(context, written, word, "comparison");
    }

    private static void Judge(OperationAnalysisContext context, IOperation value, string word, string receiver)
    {
        if (WrittenText.Of(Encoded(value)) is not { } written)
            return;
        var secret = SchemeLess(written.Text);
        if (ConnectionText.IsPlaceholder(secret) || word == "account key" && IsPath(secret) || secret.IndexOf(' ') >= 0 && LooksLikeProse(secret) || CredentialScan.In(written.Text) is not null
            || ConnectionText.Secret(written.Text) is not null || EnvironmentGate.Covers(value) || IsSeed(value, context.ContainingSymbol))
            return;
        var isInside = written.Syntax is { } syntax && value.Syntax.Span.Contains(syntax.Span);
        var place = isInside ? written.Syntax!.GetLocation() : value.Syntax.GetLocation();
        var elsewhere = isInside || written.Syntax is null ? null : new[] { written.Syntax.GetLocation() };
        context.ReportDiagnostic(Diagnostic.Create(Declared.Descriptor, place, elsewhere,
            ImmutableDictionary<string, string?>.Empty.Add(ProviderCredential.Key, Key(receiver, word)), word, $"for '{receiver}'", secret.Length));
    }

    /// <summary><c>Convert.ToBase64String(Encoding.UTF8.GetBytes("user:password"))</c> is still written.</summary>
    private static IOperation Encoded(IOperation value)
    {
        for (var depth = 0; depth < 4; depth++)
        {
            if (LocalValues.Bare(value) is not IInvocationOperation { TargetMethod.Name: "ToBase64String" or "GetBytes", Arguments.Length: > 0 } call)
                break;
            value = call.Arguments[0].Value;
        }

        return value;
    }

    /// <summary>The key of an object in a store: <c>invoices/2024/17.pdf</c>.</summary>
    private static bool IsPath(string text) =>
        text.IndexOfAny(['/', '\\']) >= 0 && text.IndexOf('=') < 0 && (text.LastIndexOf('.') > text.LastIndexOfAny(['/', '\\']) || text.All(static c => char.IsLower(c) || char.IsDigit(c) || c is '/' or '-' or '_'));

    private static string SchemeLess(string text)
    {
        foreach (var scheme in new[] { "Basic ", "Bearer ", "Token ", "ApiKey " })
        {
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                return text.Substring(scheme.Length);
        }

        return text;
    }

    private static bool LooksLikeProse(string text) => text.Count(static letter => letter == ' ') >= 2 || text[text.Length - 1] is '.' or '!' or '?' or ':';

    /// <summary>Accounts that a seed makes for a first start are a decision of their own.</summary>
    private static bool IsSeed(IOperation value, ISymbol container)
    {
        for (var parent = value.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IInvocationOperation call)
            {
                if (!call.TargetMethod.ContainingType.IsOrInherits("Microsoft.AspNetCore.Identity.UserManager`1"))
                    return false;
                break;
            }
        }

        for (var symbol = container; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.Name.IndexOf("Seed", StringComparison.OrdinalIgnoreCase) >= 0 || symbol.Name.IndexOf("Initializ", StringComparison.OrdinalIgnoreCase) >= 0
                || symbol.Name.IndexOf("Demo", StringComparison.Ordinal) >= 0 || symbol.Name.IndexOf("Sample", StringComparison.Ordinal) >= 0)
                return true;
        }

        return false;
    }

    /// <summary><c>SmtpClientOptions</c> and "password" give <c>SmtpClient:Password</c>.</summary>
    private static string Key(string receiver, string word)
    {
        foreach (var tail in new[] { "Options", "Settings", "Builder", "Configuration" })
        {
            if (receiver.Length > tail.Length && receiver.EndsWith(tail, StringComparison.Ordinal))
                receiver = receiver.Substring(0, receiver.Length - tail.Length);
        }

        var name = string.Concat(word.Split(' ').Select(static part => char.ToUpperInvariant(part[0]) + part.Substring(1).ToLowerInvariant()));
        return receiver.Replace("-", "") + ":" + name;
    }
}
