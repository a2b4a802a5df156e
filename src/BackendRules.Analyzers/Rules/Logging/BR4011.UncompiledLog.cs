using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR4011: a log call that parses its template and boxes its values each time, and could be a generated method.</summary>
public sealed class UncompiledLog : Check
{
    internal static readonly Rule Declared = new(
        "BR4011",
        nameof(UncompiledLog),
        "Log calls are generated methods",
        "'{0}' boxes its values and looks up its template on each call; declare a [LoggerMessage] method",
        Level.Hidden)
    {
        Profile = ["CR5", "CR4"],
    };

    private static readonly Members s_calls = new("Microsoft.Extensions.Logging.LoggerExtensions.{LogTrace,LogDebug,LogInformation,LogWarning,LogError,LogCritical}");

    public UncompiledLog()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.Extensions.Logging.LoggerMessageAttribute");

    public override void Start(Watch watch) => watch.Call(s_calls, static (context, call) =>
    {
        if (Parameters(call) is not null && call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } && CanDeclare(call.Syntax) && !SdkRule.Speaks("CA1848", context))
            context.ReportDiagnostic(Declared.At(access.Name.GetLocation(), call.TargetMethod.Name));
    });

    /// <summary>The values with their placeholders' names, when a generated method can take them all; null when it can't.</summary>
    internal static ImmutableArray<(string Name, ITypeSymbol Type)>? Parameters(IInvocationOperation call)
    {
        if (LogCall.Of(call) is not { Library: LogLibrary.Microsoft, ValuesKnown: true, Template.Value.ConstantValue: { HasValue: true, Value: string text } } log
            || call.Arguments.Any(static argument => argument.Parameter?.Name == "eventId") || log.Exception?.Value is { } exception && LocalValues.Bare(exception).ConstantValue.HasValue)
            return null;
        var template = MessageTemplate.Parse(text);
        if (template.Fault is not null || template.Holes.Count != log.Values.Length)
            return null;
        var parameters = ImmutableArray.CreateBuilder<(string, ITypeSymbol)>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "logger", "exception" };
        for (var i = 0; i < log.Values.Length; i++)
        {
            var hole = template.Holes[i];
            var type = LocalValues.Bare(log.Values[i]).Type;
            // The generator takes the first exception of a signature for the call's own.
            if (log.Exception is null && type.IsOrInherits("System.Exception"))
                return null;
            if (hole.Sign.Length > 0 || !char.IsLetter(hole.Name[0]) || !hole.Name.All(char.IsLetterOrDigit) || !names.Add(hole.Name) || !CanPass(type))
                return null;
            parameters.Add((hole.Name, type!));
        }

        return parameters.ToImmutable();
    }

    /// <summary>Types that can be written in the signature of a method of the class.</summary>
    private static bool CanPass(ITypeSymbol? type) => type switch
    {
        null or IErrorTypeSymbol or IPointerTypeSymbol or IDynamicTypeSymbol or IFunctionPointerTypeSymbol => false,
        ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method } => false,
        IArrayTypeSymbol array => CanPass(array.ElementType),
        INamedTypeSymbol { IsAnonymousType: true } or INamedTypeSymbol { IsRefLikeType: true } or INamedTypeSymbol { IsFileLocal: true } => false,
        INamedTypeSymbol named => named.TypeArguments.All(CanPass),
        _ => true,
    };

    /// <summary>A class or record around the call can take a partial method; an interface, or a file of top-level statements, can't.</summary>
    private static bool CanDeclare(SyntaxNode call) =>
        call.FirstAncestorOrSelf<TypeDeclarationSyntax>() is ClassDeclarationSyntax or RecordDeclarationSyntax or StructDeclarationSyntax
        && call.Ancestors().OfType<TypeDeclarationSyntax>().All(static type => type is not InterfaceDeclarationSyntax);
}
