using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR8006: options whose class says what is valid, and nobody checks.</summary>
public sealed class UnvalidatedOptions : Check
{
    internal static readonly Rule Declared = new(
        "BR8006",
        nameof(UnvalidatedOptions),
        "Options that say what is valid are validated",
        "'{0}' has validation attributes, but nothing checks them when it is bound; add 'ValidateDataAnnotations' and 'ValidateOnStart'",
        Level.Info)
    {
        Profile = ["FO2"],
        Cwe = [20],
    };

    private static readonly Members s_binds = new(
        "Microsoft.Extensions.DependencyInjection.OptionsConfigurationServiceCollectionExtensions.Configure",
        "Microsoft.Extensions.DependencyInjection.OptionsBuilderConfigurationExtensions.{Bind,BindConfiguration}");

    public UnvalidatedOptions()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.Extensions.Options.OptionsBuilder`1");

    public override void Start(Watch watch) => watch.Call(s_binds, static (context, call) =>
    {
        if (call.TargetMethod.TypeArguments is not [INamedTypeSymbol options] || !IsAnnotated(options) || IsValidated(call) || HasValidator(context, options) || EnvironmentGate.Covers(call))
            return;
        var place = CallPlace.Of(call);
        context.ReportDiagnostic(Declared.At(place, options.Name));
    });

    private static bool IsAnnotated(INamedTypeSymbol options)
    {
        for (var current = options; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            if (current.GetMembers().Any(static member => member is IPropertySymbol && member.HasAttribute("System.ComponentModel.DataAnnotations.ValidationAttribute")))
                return true;
        }

        return false;
    }

    /// <summary>Whether a call on the same builder validates, before or after, or on the local that keeps it.</summary>
    private static bool IsValidated(IInvocationOperation call)
    {
        foreach (var operation in LocalValues.Root(call).Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "Validate" or "ValidateDataAnnotations" or "ValidateFluentValidation" or "ValidateMiniValidation" or "AddOptionsWithValidateOnStart" } method } other
                && (other.Type is INamedTypeSymbol { TypeArguments: [var validated] } && SymbolEqualityComparer.Default.Equals(validated, call.TargetMethod.TypeArguments[0]) || method.TypeArguments.Any(type => SymbolEqualityComparer.Default.Equals(type, call.TargetMethod.TypeArguments[0]))))
                return true;
        }

        return false;
    }

    private static bool HasValidator(OperationAnalysisContext context, INamedTypeSymbol options)
    {
        foreach (var type in SourceTypes.Of(context.Compilation, context.CancellationToken).All)
        {
            foreach (var contract in type.AllInterfaces)
            {
                if (contract.Name == "IValidateOptions" && contract.TypeArguments is [var validated] && SymbolEqualityComparer.Default.Equals(validated, options))
                    return true;
            }
        }

        return false;
    }
}
