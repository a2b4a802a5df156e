using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2005: a password that is stored as it is, behind a fast hash, or behind too little work.</summary>
public sealed class UnprotectedPassword : Check
{
    internal static readonly Rule Declared = new(
        "BR2005",
        nameof(UnprotectedPassword),
        "Passwords are stored behind a slow hash",
        "'{0}' is hashed with '{1}', which tries billions of guesses a second; use 'PasswordHasher<TUser>', or PBKDF2 with a salt of its own and 600000 rounds",
        Level.Warning)
    {
        Profile = ["SB1", "SB2"],
        Cwe = [256, 916, 759],
        Owasp = ["A02"],
        Asvs = ["11.4.2"],
        TakesBack = ["CA5350", "CA5351", "CA5387"],
    };

    /// <summary>The property that carries the number of rounds that the fix writes.</summary>
    internal const string Rounds = "rounds";

    private static readonly DiagnosticDescriptor s_plain =
        Declared.Saying("'{0}' stores the password of '{1}' as it came; store the output of 'PasswordHasher<TUser>'");

    private static readonly DiagnosticDescriptor s_rounds =
        Declared.Saying("'{0}' works {1} rounds of {2}, and guessing is cheap; use at least {3}");

    private static readonly DiagnosticDescriptor s_salt =
        Declared.Saying("The salt of '{0}' is the same for everybody, so one table opens all passwords; draw 16 bytes from 'RandomNumberGenerator' for each");

    private static readonly DiagnosticDescriptor s_old =
        Declared.Saying("'{0}' hashes passwords with 1000 rounds of SHA-1; use 'IdentityV3'");

    private static readonly Members s_hashes = new("System.Security.Cryptography.HashAlgorithm.{ComputeHash,ComputeHashAsync,TryComputeHash}", "System.Security.Cryptography.MD5.{HashData,TryHashData}",
        "System.Security.Cryptography.SHA1.{HashData,TryHashData}", "System.Security.Cryptography.SHA256.{HashData,TryHashData}", "System.Security.Cryptography.SHA384.{HashData,TryHashData}",
        "System.Security.Cryptography.SHA512.{HashData,TryHashData}", "System.Security.Cryptography.HMACSHA256.HashData", "System.Security.Cryptography.HMACSHA512.HashData");

    private static readonly Members s_derivations = new("System.Security.Cryptography.Rfc2898DeriveBytes.Pbkdf2", "Microsoft.AspNetCore.Cryptography.KeyDerivation.KeyDerivation.Pbkdf2");

    private static readonly Members s_derivers = new("System.Security.Cryptography.Rfc2898DeriveBytes.new");

    public UnprotectedPassword()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        watch.Call(s_hashes, Hashed);
        watch.Call(s_derivations, static (context, call) => Derived(context, call.Arguments, call.TargetMethod.ContainingType.Name));
        watch.Creation(s_derivers, static (context, creation) => Derived(context, creation.Arguments, "Rfc2898DeriveBytes"));
        watch.Operation(OperationKind.SimpleAssignment, static context =>
        {
            var assignment = (ISimpleAssignmentOperation)context.Operation;
            if (assignment.Target is IPropertyReferenceOperation { Property: { } property })
                Stored(context, property, assignment);
        });
    }

    private static void Hashed(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.Arguments.Length == 0 || PasswordValue.In(call.Arguments[call.TargetMethod.Name == "HashData" && call.TargetMethod.ContainingType.Name.StartsWith("HMAC", StringComparison.Ordinal) && call.Arguments.Length > 1 ? 1 : 0].Value) is not { } name
            || IsLookup(context.ContainingSymbol))
            return;
        var type = call.Instance is { } instance ? PasswordValue.Algorithm(instance) : call.TargetMethod.ContainingType.Name;
        context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), name, type));
    }

    /// <summary>Services that know leaked passwords are asked with the beginning of a fast hash.</summary>
    private static bool IsLookup(ISymbol container)
    {
        for (var symbol = container; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.Name.IndexOf("Pwned", StringComparison.OrdinalIgnoreCase) >= 0 || symbol.Name.IndexOf("Breach", StringComparison.OrdinalIgnoreCase) >= 0
                || symbol.Name.IndexOf("Leaked", StringComparison.OrdinalIgnoreCase) >= 0 || symbol.Name.IndexOf("Compromised", StringComparison.OrdinalIgnoreCase) >= 0)
                return true;
        }

        return false;
    }

    private static void Derived(OperationAnalysisContext context, ImmutableArray<IArgumentOperation> arguments, string owner)
    {
        if (!arguments.Any(static argument => argument.Parameter?.Name == "password"))
            return;
        IOperation? rounds = null;
        var algorithm = owner == "KeyDerivation" ? "SHA256" : "SHA1";
        foreach (var argument in arguments)
        {
            switch (argument.Parameter?.Name)
            {
                case "iterations" or "iterationCount":
                    rounds = argument.Value;
                    break;
                case "hashAlgorithm" or "prf":
                    algorithm = (LocalValues.Named(LocalValues.Bare(argument.Value))?.Name ?? "SHA256").Replace("HMAC", "");
                    break;
                case "salt" when WrittenBytes.Of(argument.Value) is not null:
                    context.ReportDiagnostic(Diagnostic.Create(s_salt, argument.Value.Syntax.GetLocation(), owner));
                    break;
            }
        }

        var least = algorithm switch { "SHA512" => 210_000, "SHA1" => 1_300_000, _ => 600_000 };
        if (rounds is null)
        {
            context.ReportDiagnostic(Diagnostic.Create(s_rounds, arguments[0].Parent!.Syntax.GetLocation(), owner, 1000, algorithm, least));
            return;
        }

        if (LocalValues.Resolve(rounds).ConstantValue is not { HasValue: true, Value: int count } || count >= least || algorithm == "SHA1" && count >= 600_000)
            return;
        var properties = rounds.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.LiteralExpressionSyntax
            ? ImmutableDictionary<string, string?>.Empty.Add(Rounds, least.ToString(System.Globalization.CultureInfo.InvariantCulture)) : ImmutableDictionary<string, string?>.Empty;
        context.ReportDiagnostic(Diagnostic.Create(s_rounds, rounds.Syntax.GetLocation(), properties, owner, count, algorithm, least));
    }

    private static void Stored(OperationAnalysisContext context, IPropertySymbol property, ISimpleAssignmentOperation assignment)
    {
        if (property.Name == "CompatibilityMode" && property.ContainingType.Is("Microsoft.AspNetCore.Identity.PasswordHasherOptions")
            && LocalValues.Named(assignment.Value) is { Name: "IdentityV2" })
        {
            context.ReportDiagnostic(Diagnostic.Create(s_old, assignment.Value.Syntax.GetLocation(), "IdentityV2"));
            return;
        }

        if (property.Type.SpecialType != SpecialType.System_String || !PasswordValue.IsStored(property, context.Compilation, context.CancellationToken))
            return;
        var value = LocalValues.Resolve(assignment.Value);
        if (LocalValues.Named(value) is { Name: { } name } source && PasswordValue.IsPlain(name) && source is IParameterSymbol or IPropertySymbol
            && (source is not IPropertySymbol other || !SymbolEqualityComparer.Default.Equals(other.ContainingType, property.ContainingType))
            && !EnvironmentGate.Covers(assignment))
            context.ReportDiagnostic(Diagnostic.Create(s_plain, assignment.Syntax.GetLocation(), property.Name, property.ContainingType.Name));
    }
}
