using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2008: a token, a one-time code, a password or a salt from a generator whose next value can be computed.</summary>
public sealed class PredictableSecret : Check
{
    internal static readonly Rule Declared = new(
        "BR2008",
        nameof(PredictableSecret),
        "Secrets come from a cryptographic generator",
        "'{0}' can be predicted, and its value becomes '{1}'; use 'RandomNumberGenerator'",
        Level.Warning)
    {
        Profile = ["SB1"],
        Cwe = [338],
        Owasp = ["A02"],
        Asvs = ["11.5.1"],
    };

    private static readonly DiagnosticDescriptor s_piece =
        Declared.Saying("A piece of a GUID has few random bits and fixed ones, and becomes '{1}'; use 'RandomNumberGenerator.GetHexString'");

    private static readonly Members s_random = new("System.Random.{Next,NextBytes,NextInt64,NextDouble,NextSingle,GetItems,GetString,GetHexString}");

    private static readonly Members s_guid = new("System.Guid.NewGuid");

    public PredictableSecret()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        watch.Call(s_random, static (context, call) =>
        {
            var value = call.TargetMethod.Name == "NextBytes" && call.Arguments.Length == 1 ? call.Arguments[0].Value : (IOperation)call;
            if (Destination(value, call, context.ContainingSymbol) is { } name && !SdkRule.Speaks("CA5394", context))
                context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), "Random." + call.TargetMethod.Name, name));
        });
        watch.Call(s_guid, static (context, call) =>
        {
            if (Piece(call) is { } piece && Destination(piece, piece, context.ContainingSymbol) is { } name)
                context.ReportDiagnostic(Diagnostic.Create(s_piece, piece.Syntax.GetLocation(), "Guid.NewGuid", name));
        });
    }

    /// <summary>The name of the secret that the value becomes, or null.</summary>
    private static string? Destination(IOperation value, IOperation call, ISymbol container)
    {
        if (IsMadeUp(container))
            return null;
        if (LocalValues.Named(value) is { } buffer && RandomSecretWords.Names(buffer.Name))
            return buffer.Name;
        if (MaterialFlow.Of(value, call) is { } found)
            return found;
        for (IOperation? current = call; current is not null; current = current.Parent)
        {
            if (current is ILocalFunctionOperation local)
                return RandomSecretWords.Makes(local.Symbol.Name) ? local.Symbol.Name : null;
        }

        return container is IMethodSymbol { MethodKind: MethodKind.Ordinary, ReturnsVoid: false } method && (RandomSecretWords.Makes(method.Name) || IsMaterial(method.ReturnType) && RandomSecretWords.Names(method.Name)) && !IsDelay(call) && !MaterialFlow.IsPick(call) ? method.Name : null;
    }

    /// <summary>Texts and bytes: a method that yields them under a secret's name yields the secret, <c>string ResetToken()</c>.</summary>
    private static bool IsMaterial(ITypeSymbol type) => type is { SpecialType: SpecialType.System_String } or IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte };

    /// <summary>The part that is taken of a GUID's text, or null when all of it is used.</summary>
    private static IOperation? Piece(IInvocationOperation call)
    {
        IOperation current = call;
        while (current.Parent is { } parent)
        {
            switch (parent)
            {
                case IInvocationOperation { TargetMethod.Name: "ToString" or "Replace" or "ToUpper" or "ToLower" or "ToUpperInvariant" or "ToLowerInvariant" } text when text.Instance == current:
                case IParenthesizedOperation or IConversionOperation:
                    current = parent;
                    continue;
                case IInvocationOperation { TargetMethod.Name: "Substring" or "Remove" } cut when cut.Instance == current:
                    return parent;
                default:
                    return parent.Syntax is ElementAccessExpressionSyntax { ArgumentList.Arguments: [{ Expression: RangeExpressionSyntax }] } ? parent : null;
            }
        }

        return null;
    }

    private static bool IsDelay(IOperation call)
    {
        for (var parent = call.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IInvocationOperation { TargetMethod.Name: "Delay" or "Sleep" or "FromMilliseconds" or "FromSeconds" or "AddSeconds" or "AddMinutes" })
                return true;
        }

        return false;
    }

    private static bool IsMadeUp(ISymbol container)
    {
        for (var symbol = container; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            foreach (var word in SecretWords.Split(symbol.Name))
            {
                if (word is "Seed" or "Seeder" or "Seeds" or "Fake" or "Faker" or "Demo" or "Sample" or "Samples" or "Test" or "Tests" or "Mock")
                    return true;
            }
        }

        return false;
    }
}
